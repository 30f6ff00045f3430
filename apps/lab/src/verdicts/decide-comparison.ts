import { quantity } from '../format/format';
import type { ExperimentResult } from '../results/results';
import { differenceInWords, differenceOf, marginInWords, widthOf } from './difference';
import { figureAnchor, inWords, metricOf, valuesOf } from './figure';
import { type Finding, notMeasured, repeatsNeeded, verdictOf } from './finding';
import { type Interval, meanInterval } from './interval';
import type { Comparison } from './rule';

const signed = ({ low, middle, high }: Interval, sign: number): Interval =>
  sign > 0 ? { low, middle, high } : { low: -high, middle: -middle, high: -low };

export function decideComparison(rule: Comparison, experiment: ExperimentResult): Finding {
  const { metric, side, at, than, margin, expected } = rule;
  const wanted = { metric, side, at };
  const other = typeof than === 'number' ? undefined : { ...wanted, ...than };
  const values = valuesOf(experiment, wanted);
  const others = other && valuesOf(experiment, other);
  const sign = expected === 'higher' ? 1 : -1;
  const differences = [...values].flatMap(([repeat, value]) => {
    const beside = others ? others.get(repeat) : (than as number);
    return beside === undefined ? [] : [sign * differenceOf(value, beside, margin)];
  });
  if (differences.length === 0) return notMeasured(`${metric} of ${side} was not measured`);
  const interval = meanInterval(differences);
  const enough = rule.isExact === true || differences.length > 1;
  const verdict = enough ? verdictOf(interval, widthOf(margin)) : 'open';
  const beside = other
    ? inWords(experiment, other)
    : quantity(than as number, metricOf(experiment, metric).unit);
  const { label } = metricOf(experiment, metric);
  return {
    verdict,
    measured: `${label}: ${inWords(experiment, wanted)}, against ${beside}; ${differenceInWords(signed(interval, sign), margin)}, margin ${marginInWords(margin)}`,
    figures: [wanted, ...(other ? [other] : [])].map((one) => figureAnchor(experiment.id, one)),
    ...(verdict === 'open' && {
      repeatsNeeded: enough ? repeatsNeeded(interval, widthOf(margin), differences.length) : 2,
    }),
  };
}
