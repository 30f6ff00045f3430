/**
 * Passes on at most one call in `everyMs`, and drops the others; for progress messages that a person reads.
 * @param isFirstSoon whether the first call is passed on at once, and not only after `everyMs`
 */
export function seldom<T extends unknown[]>(
  report: (...what: T) => void,
  everyMs: number,
  { isFirstSoon = false } = {},
): (...what: T) => void {
  let reportedAt = isFirstSoon ? -Infinity : performance.now();
  return (...what) => {
    if (performance.now() - reportedAt < everyMs) return;
    reportedAt = performance.now();
    report(...what);
  };
}
