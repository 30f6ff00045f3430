import type { Moved } from '../results/results';
import { bootstrap, type Interval, meanOf } from './interval';

/** By value of what was moved, in its order: the differences of two sides, one from each repeat. */
export type Curve = readonly { readonly at: number; readonly differences: readonly number[] }[];

export interface CrossingPoint {
  readonly interval: Interval;
  /** Where the difference is above the level. */
  readonly direction: 'above' | 'below';
}

/** The last value at which the line through the means passes the level, and whether it rises there. */
function lastPassing(
  curve: readonly { readonly at: number; readonly mean: number }[],
  level: number,
  scale: Moved['scale'],
): { readonly at: number; readonly isRising: boolean } | undefined {
  const bend = (at: number) => (scale === 'log' ? Math.log(at) : at);
  for (let index = curve.length - 1; index > 0; index -= 1) {
    const [from, to] = [curve[index - 1], curve[index]];
    if (!from || !to || from.mean > level === to.mean > level) continue;
    const part = (level - from.mean) / (to.mean - from.mean);
    const bent = bend(from.at) + part * (bend(to.at) - bend(from.at));
    return { at: scale === 'log' ? Math.exp(bent) : bent, isRising: to.mean > from.mean };
  }
  return undefined;
}

/** Undefined when the curve does not pass the level, or not surely. @param curve as many differences at each value */
export function crossingOf(curve: Curve, level: number, scale: Moved['scale']): CrossingPoint | undefined {
  const repeats = Math.min(...curve.map(({ differences }) => differences.length));
  const passing = (drawn: readonly number[]) =>
    lastPassing(
      curve.map(({ at, differences }) => ({
        at,
        mean: meanOf(drawn.map((index) => differences[index] ?? 0)),
      })),
      level,
      scale,
    );
  const whole = passing(Array.from({ length: repeats }, (_, index) => index));
  const interval = bootstrap(repeats, (drawn) => {
    const one = passing(drawn);
    return one?.isRising === whole?.isRising ? one?.at : undefined;
  });
  if (!whole || !interval) return undefined;
  return { interval, direction: whole.isRising ? 'above' : 'below' };
}
