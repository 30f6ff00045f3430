import { type Approach, APPROACHES, approachFacts } from '@ride-hailing/contracts';
import { LabError } from '../runner/lab.errors';

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

/** Whether its answers, or what they are read from, are made of ride events. */
export const usesEvents = ({ approach }: Variant): boolean =>
  approachFacts(approach).restsOn.includes('events');
