import { sampleOf } from '../format/sample';
import type { ExperimentResult, Goal } from '../results/results';

export interface Verdict {
  readonly goal: Goal;
  /** Of the figure, or of the ratio of the two sides, over the repeats. */
  readonly median: number;
  readonly low: number;
  readonly high: number;
  readonly isMet: boolean;
  /** In how many of the repeats. */
  readonly metIn: number;
  readonly repeats: number;
}

const reaches = ({ atLeast, atMost }: Goal, value: number): boolean =>
  (atLeast === undefined || value >= atLeast) && (atMost === undefined || value <= atMost);

/** Both sides of a ratio come from the same repeat: what the machine did then met both. */
function valuesOf({ sides }: ExperimentResult, { side, over, metric, overMetric }: Goal): number[] {
  const samples = sides.find(({ id }) => id === side)?.samples ?? [];
  const others = sides.find(({ id }) => id === over)?.samples ?? [];
  return samples.flatMap(({ repeat, values }) => {
    const value = values[metric];
    if (value === undefined) return [];
    if (over === undefined) return [value];
    const other = others.find((one) => one.repeat === repeat)?.values[overMetric ?? metric];
    return other === undefined || other === 0 ? [] : [value / other];
  });
}

/** Undefined when it was not measured, or not to the end. */
export function verdictOf(experiment: ExperimentResult, goal: Goal): Verdict | undefined {
  if (experiment.failed !== undefined) return undefined;
  const values = valuesOf(experiment, goal);
  const sample = sampleOf(values);
  if (sample === undefined) return undefined;
  const { median, low, high } = sample;
  const metIn = values.filter((value) => reaches(goal, value)).length;
  return { goal, median, low, high, isMet: reaches(goal, median), metIn, repeats: values.length };
}
