import type { ExperimentResult, Sample } from '../results/results';
import type { Regret } from './rule';

const samplesOf = ({ sides }: ExperimentResult, id: string): readonly Sample[] =>
  sides.find((side) => side.id === id)?.samples ?? [];

/** The least of these sides' figures at one value of what was moved, in one repeat. */
function leastOf(
  experiment: ExperimentResult,
  sides: readonly string[],
  { metric, at, repeat }: { readonly metric: string; readonly at: number; readonly repeat: number },
): number {
  const values = sides.flatMap((side) =>
    samplesOf(experiment, side).flatMap((sample) =>
      sample.at === at && sample.repeat === repeat ? (sample.values[metric] ?? []) : [],
    ),
  );
  return Math.min(...values);
}

/**
 * By repeat, how many times the best figure of all sides the best of these is, where it is worst: what one loses who has
 * chosen them before knowing the case (Savage, The Theory of Statistical Decision, 1951). Repeats that lack a figure are
 * left out.
 */
export function regretsOf(
  experiment: ExperimentResult,
  { metric, among }: Pick<Regret, 'metric' | 'among'>,
  sides: readonly string[],
): ReadonlyMap<number, number> {
  const samples = sides.flatMap((side) => samplesOf(experiment, side));
  const places = [...new Set(samples.flatMap(({ at }) => at ?? []))];
  const repeats = [...new Set(samples.map(({ repeat }) => repeat))];
  return new Map(
    repeats.flatMap((repeat): [number, number][] => {
      const ratios = places.map((at) => {
        const place = { metric, at, repeat };
        return leastOf(experiment, sides, place) / leastOf(experiment, among, place);
      });
      const worst = Math.max(...ratios);
      return Number.isFinite(worst) ? [[repeat, worst]] : [];
    }),
  );
}
