import { seededRandom, shuffled } from '@ride-hailing/testing';

/**
 * For each repeat every side once, in an order of chance: a machine that becomes slower meets all alike. The same
 * orders for the same seed.
 */
export function turnsOf(
  sides: readonly string[],
  repeats: number,
  seed: number,
): readonly (readonly string[])[] {
  const random = seededRandom(seed);
  return Array.from({ length: repeats }, () => shuffled(sides, random));
}
