/**
 * Passes on at most one call in `everyMs`, and drops the others: for progress that a person reads.
 * @param isFirstSoon whether the first call is passed on at once, not only after `everyMs`
 */
export function seldom<T extends unknown[]>(
  tell: (...what: T) => void,
  everyMs: number,
  { isFirstSoon = false } = {},
): (...what: T) => void {
  let toldAt = isFirstSoon ? -Infinity : performance.now();
  return (...what) => {
    if (performance.now() - toldAt < everyMs) return;
    toldAt = performance.now();
    tell(...what);
  };
}
