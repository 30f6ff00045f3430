import { type Latency, latencyOf } from '../../measuring/latency';
import type { TimedAnswer } from '../../load/http-order';

/** From one time to another, ms since 1970. */
export interface Span {
  readonly from: number;
  readonly until: number;
}

/** Those that were meant to begin within the span. */
export const within = (timed: readonly TimedAnswer[], { from, until }: Span): readonly TimedAnswer[] =>
  timed.filter(([intendedAt]) => intendedAt >= from && intendedAt < until);

export const latencyWithin = (timed: readonly TimedAnswer[], span: Span): Latency =>
  latencyOf(within(timed, span).map(([, ms]) => ms));

/**
 * Carries out one slice after the other until `work` has ended, and then what is left of the last slice.
 * @returns what all slices gave, and what the work did
 */
export async function whileWorking<T, Slice>(
  work: () => Promise<T>,
  slice: (number: number) => Promise<readonly Slice[]>,
): Promise<{ readonly done: T; readonly slices: readonly Slice[] }> {
  let isOver = false;
  const all: Slice[] = [];
  const slices = (async () => {
    for (let number = 0; !isOver; number += 1) all.push(...(await slice(number)));
  })();
  const working = work().finally(() => (isOver = true));
  const [done] = await Promise.all([working, slices]);
  return { done, slices: all };
}
