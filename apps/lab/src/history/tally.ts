import { checkRead, type DriverState, type Read, type Verdict } from '@ride-hailing/testing';
import { type Latency, latencyOf } from '../measuring/latency';

/** `complete`, `partial` and `failed` add up to `sent`; `stale` is the part of the answered that were too old. */
export interface Answers {
  readonly sent: number;
  readonly complete: number;
  readonly partial: number;
  readonly failed: number;
  readonly stale: number;
}

/** Against the owner's own log of commits, over all answers; zeros when none was stale. */
export interface Staleness {
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
  readonly maxVersions: number;
  /** Answers that show a state which the log does not have: must be 0. */
  readonly impossible: number;
}

export type Outcome = 'complete' | 'partial' | 'failed';

/** A read, and what is known of it once the owner's log has been read. */
export interface JudgedRead {
  readonly read: Read;
  readonly outcome: Outcome;
  readonly latencyMs: number;
  /** Undefined when there was no answer. */
  readonly verdict?: Verdict;
}

function outcomeOf({ shown }: Read): Outcome {
  if (!shown) return 'failed';
  return shown.ride === null || shown.hasDetails ? 'complete' : 'partial';
}

const NEVER_ON_A_RIDE: readonly DriverState[] = [
  { rideId: '', version: 0, status: 'NONE', isActive: false, loggedAt: -Infinity, knownAt: -Infinity },
];

export const judgeReads = (
  reads: readonly Read[],
  states: ReadonlyMap<string, readonly DriverState[]>,
): JudgedRead[] =>
  reads.map((read) => ({
    read,
    outcome: outcomeOf(read),
    latencyMs: read.endedAt - read.intendedAt,
    verdict: checkRead(states.get(read.driverId) ?? NEVER_ON_A_RIDE, read),
  }));

export function answersOf(reads: readonly JudgedRead[]): Answers {
  const count = (wanted: Outcome) => reads.filter(({ outcome }) => outcome === wanted).length;
  return {
    sent: reads.length,
    complete: count('complete'),
    partial: count('partial'),
    failed: count('failed'),
    stale: reads.filter(({ verdict }) => (verdict?.versions ?? 0) > 0).length,
  };
}

export const latencyOfReads = (reads: readonly JudgedRead[]): Latency =>
  latencyOf(reads.map(({ latencyMs }) => latencyMs));

/** The smallest value that at least this share (0 to 1) of them does not exceed; 0 for none. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
}

const maxOf = (values: readonly number[]): number => values.reduce((max, value) => Math.max(max, value), 0);

export const maxStaleness = (reads: readonly JudgedRead[]): number =>
  maxOf(reads.map(({ verdict }) => verdict?.stalenessMs ?? 0));

export function stalenessOf(reads: readonly JudgedRead[]): Staleness {
  const verdicts = reads.flatMap(({ verdict }) => (verdict ? [verdict] : []));
  const ages = verdicts.map(({ stalenessMs }) => stalenessMs);
  return {
    p50Ms: quantile(ages, 0.5),
    p99Ms: quantile(ages, 0.99),
    maxMs: maxOf(ages),
    maxVersions: maxOf(verdicts.map(({ versions }) => versions)),
    impossible: verdicts.filter(({ isImpossible }) => isImpossible).length,
  };
}
