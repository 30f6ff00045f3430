/** Doubles with each attempt (from 1) up to the most; half is left to chance, so that many do not come together. */
export function backOffMs(
  attempt: number,
  { firstMs, mostMs }: { firstMs: number; mostMs: number },
  random: () => number = Math.random,
): number {
  const full = Math.min(mostMs, firstMs * 2 ** Math.min(attempt - 1, 30));
  return full * (0.5 + random() / 2);
}
