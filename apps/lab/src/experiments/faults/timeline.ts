import { answersOf, type Answers, type JudgedRead, latencyOfReads, maxStaleness } from '../../history/tally';

export const SLICE_MS = 500;

/** One slice of time; the fault begins at 0. */
export interface TimelinePoint extends Answers {
  readonly atMs: number;
  readonly maxStalenessMs: number;
  readonly p99Ms: number;
}

/** @param faultAt the 0 of the timeline, ms since 1970 */
export function timelineOf(
  reads: readonly JudgedRead[],
  { faultAt, from, to }: { readonly faultAt: number; readonly from: number; readonly to: number },
): TimelinePoint[] {
  const slices = new Map<number, JudgedRead[]>();
  const sliceOf = (at: number) => Math.floor((at - faultAt) / SLICE_MS);
  for (let slice = sliceOf(from); slice < sliceOf(to); slice += 1) slices.set(slice, []);
  for (const read of reads) slices.get(sliceOf(read.read.intendedAt))?.push(read);
  return [...slices].map(([slice, inSlice]) => ({
    atMs: slice * SLICE_MS,
    ...answersOf(inSlice),
    maxStalenessMs: maxStaleness(inSlice),
    p99Ms: latencyOfReads(inSlice).p99,
  }));
}
