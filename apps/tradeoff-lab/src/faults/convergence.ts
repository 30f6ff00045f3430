import { type JudgedRead, maxStaleness } from '../history/tally';
import { SLICE_MS } from './timeline';

/** Below this, age is what any copy shows on a busy machine. */
const LEAST_TOLERANCE_MS = 250;
/** Of the answers of one slice, on top of what was usual before: one odd answer is no fault. */
const TOLERATED_SHARE = 0.05;

/**
 * How long after the end of a fault the last answer came that was part of its trouble: failed, partial, or staler
 * than any before the fault. For good: slices of time count as well when hardly more of their answers are like
 * that than before. Null when the last of them is not well yet, or nothing was read.
 */
export function convergedAfterMs(
  reads: readonly JudgedRead[],
  { faultAt, faultEndedAt }: { readonly faultAt: number; readonly faultEndedAt: number },
): number | null {
  const before = reads.filter(({ read }) => read.intendedAt < faultAt);
  const after = reads.filter(({ read }) => read.intendedAt >= faultEndedAt);
  const toleranceMs = Math.max(LEAST_TOLERANCE_MS, maxStaleness(before));
  const isOff = ({ outcome, verdict }: JudgedRead) =>
    outcome !== 'complete' || (verdict?.stalenessMs ?? 0) > toleranceMs;
  const tolerated = TOLERATED_SHARE + shareOf(before, isOff);
  const ordered = slicesOf(after, faultEndedAt);
  const lastOff = ordered.findLastIndex((inSlice) => shareOf(inSlice, isOff) > tolerated);
  if (ordered.length === 0 || lastOff === ordered.length - 1) return null;
  const trouble = (ordered[lastOff] ?? []).filter(isOff);
  return trouble.reduce((last, { read }) => Math.max(last, read.intendedAt - faultEndedAt), 0);
}

const shareOf = (reads: readonly JudgedRead[], is: (read: JudgedRead) => boolean): number =>
  reads.length === 0 ? 0 : reads.filter(is).length / reads.length;

function slicesOf(reads: readonly JudgedRead[], since: number): JudgedRead[][] {
  const slices = new Map<number, JudgedRead[]>();
  for (const one of reads) {
    const slice = Math.floor((one.read.intendedAt - since) / SLICE_MS);
    slices.set(slice, [...(slices.get(slice) ?? []), one]);
  }
  return [...slices].sort(([a], [b]) => a - b).map(([, inSlice]) => inSlice);
}
