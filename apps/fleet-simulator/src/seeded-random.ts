/** Gives numbers in [0, 1). */
export type Random = () => number;

/** The mulberry32 generator: small, fast, and the same numbers for the same seed. */
const mulberry32 = (seed: number): Random => {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
};

/** The FNV-1a hash of a text. */
const hashOf = (text: string): number => {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return hash >>> 0;
};

/** One generator per purpose, so that more draws for one purpose do not change the others. */
export const seededRandom = (seed: number, purpose: string): Random => mulberry32(seed ^ hashOf(purpose));

export const between = (random: Random, low: number, high: number): number => low + random() * (high - low);

/** @throws RangeError when `items` is empty */
export const pick = <T>(random: Random, items: readonly T[]): T => {
  const item = items[Math.floor(random() * items.length)];
  if (item === undefined) throw new RangeError('nothing to pick from');
  return item;
};
