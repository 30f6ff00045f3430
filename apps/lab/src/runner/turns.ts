import { seededRandom, shuffled } from '@ride-hailing/testing';

export interface Turn {
  /** From 0. */
  readonly repeat: number;
  readonly id: string;
}

/** In each repeat every side has its turn, in an order of chance: a machine that becomes slower meets all alike. */
export function turnsOf(sides: readonly string[], repeats: number, seed: number): readonly Turn[] {
  const random = seededRandom(seed);
  return Array.from({ length: repeats }, (_, repeat) =>
    shuffled(sides, random).map((id) => ({ repeat, id })),
  ).flat();
}
