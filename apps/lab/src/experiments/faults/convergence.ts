import { type JudgedRead, maxStaleness } from '../../history/tally';
import { SLICE_MS } from './timeline';

/** Below this, age is what any copy shows on a busy machine. */
const LEAST_TOLERANCE_MS = 500;
/** Of the answers of one slice, on top of what was usual before: one odd answer is no fault. */
const TOLERATED_SHARE = 0.05;

interface Fault {
  /** ms since 1970, as all times here. */
  readonly faultAt: number;
  readonly faultEndedAt: number;
}

/**
 * How long after the end of a fault the last answer came that was part of its trouble, for good. Each answer
 * counts that is far staler than any before the fault, be it about one driver alone; failed and partial ones
 * count while there are more of them than before. Null when the trouble lasts to the end, or nothing was read.
 */
export function convergedAfterMs(
  reads: readonly JudgedRead[],
  { faultAt, faultEndedAt }: Fault,
): number | null {
  const before = reads.filter(({ read }) => read.intendedAt < faultAt);
  const after = reads.filter(({ read }) => read.intendedAt >= faultEndedAt);
  const lastRead = lastOf(after, faultEndedAt);
  if (lastRead === undefined) return null;
  const toleranceMs = Math.max(LEAST_TOLERANCE_MS, 2 * maxStaleness(before));
  const stale = after.filter(({ verdict }) => (verdict?.stalenessMs ?? 0) > toleranceMs);
  const missing = lastTroubledSlice(after, faultEndedAt, TOLERATED_SHARE + shareMissing(before));
  const lastTrouble = lastOf([...stale, ...missing.filter(isMissing)], faultEndedAt) ?? 0;
  return lastTrouble > lastRead - SLICE_MS ? null : lastTrouble;
}

const isMissing = ({ outcome }: JudgedRead): boolean => outcome !== 'complete';

const shareMissing = (reads: readonly JudgedRead[]): number =>
  reads.length === 0 ? 0 : reads.filter(isMissing).length / reads.length;

const lastOf = (reads: readonly JudgedRead[], since: number): number | undefined =>
  reads.reduce<number | undefined>(
    (last, { read }) => Math.max(last ?? 0, read.intendedAt - since),
    undefined,
  );

function lastTroubledSlice(
  reads: readonly JudgedRead[],
  since: number,
  tolerated: number,
): readonly JudgedRead[] {
  const slices = new Map<number, JudgedRead[]>();
  for (const one of reads) {
    const slice = Math.floor((one.read.intendedAt - since) / SLICE_MS);
    slices.set(slice, [...(slices.get(slice) ?? []), one]);
  }
  const troubled = [...slices].filter(([, inSlice]) => shareMissing(inSlice) > tolerated);
  return troubled.sort(([a], [b]) => a - b).at(-1)?.[1] ?? [];
}
