import type { Approach } from '@ride-hailing/contracts';
import type { CurrentRideAnswer } from './current-ride.dto';

/** One approach's answer, and whether the approach may show a state that the owner has already replaced. */
export interface Given {
  readonly approach: Approach;
  readonly mayBeOlder: boolean;
  readonly answer: CurrentRideAnswer;
}

const versionOf = ({ answer }: Given): number => answer.ride?.version ?? 0;

/**
 * Versions behind `reference`; negative when ahead. Null unless both show the same ride: versions of different rides
 * say nothing about which of the two is newer.
 */
export function behindBy({ ride }: CurrentRideAnswer, { ride: reference }: CurrentRideAnswer): number | null {
  return ride && reference && ride.id === reference.id ? reference.version - ride.version : null;
}

/**
 * The answer that the others are compared with: the first that is the owner's own, or else the one with the highest
 * version. An owner's answer may have been read before a change that another one shows, so a later version of its ride
 * replaces it.
 */
export function referenceOf(given: readonly Given[]): Given | undefined {
  const first =
    given.find(({ mayBeOlder }) => !mayBeOlder) ??
    [...given].sort((one, other) => versionOf(other) - versionOf(one))[0];
  return (
    first &&
    given.reduce((best, next) => ((behindBy(next.answer, best.answer) ?? 0) < 0 ? next : best), first)
  );
}

/** Paths of what people see, below `ride` and `details`, where the two answers differ. */
export const differences = (one: CurrentRideAnswer, other: CurrentRideAnswer): string[] => [
  ...pathsThatDiffer(one.ride, other.ride, 'ride'),
  ...pathsThatDiffer(one.details, other.details, 'details'),
];

const isTree = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

function pathsThatDiffer(one: unknown, other: unknown, path: string): string[] {
  if (!isTree(one) || !isTree(other)) return Object.is(one, other) ? [] : [path];
  const keys = [...new Set([...Object.keys(one), ...Object.keys(other)])];
  const below = Array.isArray(one) ? (key: string) => `${path}[${key}]` : (key: string) => `${path}.${key}`;
  return keys.flatMap((key) => pathsThatDiffer(one[key], other[key], below(key)));
}
