import { type Approach, APPROACHES, approachFacts } from '@ride-hailing/contracts';
import { LabError } from '../lab.errors';

/** Of approach `hybrid`: what stands between driver-service and its calls for details. */
const CACHING_CHOICES = ['versioned', 'ttl', 'stale-while-revalidate', 'none', 'nats-kv'] as const;

const SAYS: Readonly<Record<Approach, string>> = {
  hybrid: 'essentials from the local copy, details by a call',
  'sync-api': 'a call of the owner for each answer',
  'event-replication': 'whole rides replicated by events, no call',
  'database-view': "a view in the owner's database",
  'shared-cache': 'a cache that the owner fills; a call when it misses',
  'shared-files': 'a file that the owner writes',
};

export interface Variant {
  readonly name: string;
  readonly approach: Approach;
  readonly cache: string | null;
  /** What its answers are made of. */
  readonly says: string;
}

export const VARIANTS: readonly Variant[] = APPROACHES.flatMap((approach): Variant[] => {
  const says = SAYS[approach];
  return approach === 'hybrid'
    ? CACHING_CHOICES.map((cache) => ({
        ...{ name: `${approach}/${cache}`, approach, cache, says: `${says}, caching choice ${cache}` },
      }))
    : [{ name: approach, approach, cache: null, says }];
});

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

/** @throws LabError when there is none of this name */
export function variantNamed(name: string): Variant {
  const [variant] = variantsNamed([name]);
  if (variant?.name !== name) throw new LabError(`${name} is no variant`);
  return variant;
}

/** Whether its answers, or what they are read from, are made of ride events. */
export const usesEvents = ({ approach }: Variant): boolean =>
  approachFacts(approach).restsOn.includes('events');
