import { type Approach, APPROACHES } from '@ride-hailing/contracts';
import { LabError } from './lab.errors';
import type { FaultName } from './results';

/** Of approach `hybrid`: what stands between driver-service and its calls for details. */
const CACHING_CHOICES = ['versioned', 'ttl', 'stale-while-revalidate', 'none', 'nats-kv'] as const;

export interface Variant {
  readonly name: string;
  readonly approach: Approach;
  readonly cache: string | null;
}

export const VARIANTS: readonly Variant[] = APPROACHES.flatMap((approach): Variant[] =>
  approach === 'hybrid'
    ? CACHING_CHOICES.map((cache) => ({ name: `${approach}/${cache}`, approach, cache }))
    : [{ name: approach, approach, cache: null }],
);

/**
 * Variants by their names; an approach's name stands for all of its variants.
 * @throws LabError that names what is none, and lists what is allowed
 */
export function variantsNamed(names: readonly string[]): readonly Variant[] {
  const isKnown = (name: string) => VARIANTS.some((one) => one.name === name || one.approach === name);
  const unknown = names.filter((name) => !isKnown(name));
  if (unknown.length > 0) {
    const allowed = [...new Set([...APPROACHES, ...VARIANTS.map(({ name }) => name)])].join(', ');
    throw new LabError(`--approach ${unknown.join(', ')}: not among ${allowed}`);
  }
  return VARIANTS.filter(({ name, approach }) => names.includes(name) || names.includes(approach));
}

/** What a variant's answers rest on besides driver-service and its database, which all of them need. */
const RESTS_ON: Record<Approach, readonly ('owner-calls' | 'events' | 'shared-store')[]> = {
  hybrid: ['owner-calls', 'events'],
  'sync-api': ['owner-calls'],
  'event-replication': ['events'],
  'database-view': [],
  // What the cache does not have is asked of the owner.
  'shared-cache': ['owner-calls', 'events', 'shared-store'],
  'shared-files': ['events', 'shared-store'],
};

/** Whether a fault can reach this variant's answers at all. */
export function faultApplies(fault: FaultName, { approach }: Variant): boolean {
  const rests = RESTS_ON[approach];
  switch (fault) {
    case 'owner-slow':
      return rests.includes('owner-calls');
    case 'nats-down':
      return rests.includes('events');
    case 'shared-store-down':
      return rests.includes('shared-store');
    case 'owner-killed':
    case 'consumer-database-down':
      return true;
  }
}

/** Whether its answers, or what they are read from, are made of ride events. */
export const usesEvents = ({ approach }: Variant): boolean => RESTS_ON[approach].includes('events');
