import { seededRandom, shuffled } from '@ride-hailing/testing';
import { AFTER_S, BEFORE_S } from './faults/measure-fault';
import type { Settings } from './results';
import { type Variant, VARIANTS } from '../world/variants';

/** Starting, preparing and stopping one system, about. */
const AROUND_S = 14;
const HISTORY_S = 2;

/** One fresh system, and what is done on it. */
export interface Slot {
  readonly kind: 'repeat' | 'two-instances' | 'proxied';
  readonly variant: Variant;
  /** From 0. */
  readonly repeat: number;
  /** For telling how much is left. */
  readonly plannedSeconds: number;
}

/**
 * All that is to be done, in order. In each repeat every variant has its turn, in an order of chance: a machine
 * that becomes slower meets all of them alike.
 */
export function planOf(settings: Settings): Slot[] {
  const { repeats, warmUpSeconds, seconds, saturationSeconds, faultSeconds, faults, seed } = settings;
  const random = seededRandom(seed);
  const variants = VARIANTS.filter(({ name }) => settings.variants.includes(name));
  const measuredS = AROUND_S + warmUpSeconds + seconds + saturationSeconds + HISTORY_S;
  const faultS = BEFORE_S + faultSeconds + AFTER_S;
  const proxiedS = AROUND_S + warmUpSeconds + seconds + faults.length * faultS + HISTORY_S;
  const round = (kind: Slot['kind'], repeat: number, plannedSeconds: number): Slot[] =>
    shuffled(variants, random).map((variant) => ({ kind, variant, repeat, plannedSeconds }));
  return [
    ...Array.from({ length: repeats }, (_, repeat) => round('repeat', repeat, measuredS)).flat(),
    ...round('proxied', 0, proxiedS),
    ...(settings.quick ? [] : round('two-instances', 0, measuredS)),
  ];
}

export const titleOf = ({ kind, variant, repeat }: Slot, { repeats }: Pick<Settings, 'repeats'>): string => {
  const what = { repeat: `repeat ${repeat + 1} of ${repeats}`, proxied: 'bytes and faults' };
  return `${variant.name}, ${kind === 'two-instances' ? 'two instances' : what[kind]}`;
};
