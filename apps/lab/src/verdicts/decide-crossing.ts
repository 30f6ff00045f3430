import { plain } from '../format/format';
import type { ExperimentResult } from '../results/results';
import { crossingOf, type Curve } from './crossing';
import { differenceOf, marginInWords, widthOf } from './difference';
import { figureAnchor, inWords, metricOf, valuesOf } from './figure';
import { type Finding, notMeasured, verdictOf } from './finding';
import { meanInterval } from './interval';
import type { Crossing } from './rule';

/** By value of what was moved, then by repeat; as expected above 0. */
function curveOf(rule: Crossing, experiment: ExperimentResult): Curve {
  const { metric, side, than, margin, expected } = rule;
  const sign = expected === 'higher' ? 1 : -1;
  const samples = experiment.sides.find(({ id }) => id === side)?.samples ?? [];
  const ats = [...new Set(samples.flatMap(({ at }) => at ?? []))].sort((a, b) => a - b);
  return ats.map((at) => {
    const others = valuesOf(experiment, { metric, side: than, at });
    const differences = [...valuesOf(experiment, { metric, side, at })].flatMap(([repeat, value]) => {
      const beside = others.get(repeat);
      return beside === undefined ? [] : [sign * differenceOf(value, beside, margin)];
    });
    return { at, differences };
  });
}

export function decideCrossing(rule: Crossing, experiment: ExperimentResult): Finding {
  const { metric, side, than, margin } = rule;
  const curve = curveOf(rule, experiment);
  const repeats = Math.min(...curve.map(({ differences }) => differences.length));
  if (curve.length === 0 || repeats === 0) return notMeasured(`${metric} of ${side} was not measured`);
  const [first, last] = [curve[0], curve.at(-1)].map((point) => ({ metric, side, at: point?.at }));
  const figures = [first, last].flatMap((one) =>
    one ? [one, { ...one, side: than }].map((wanted) => figureAnchor(experiment.id, wanted)) : [],
  );
  const { label } = metricOf(experiment, metric);
  const ends = [first, last].flatMap((one) =>
    one ? [`${inWords(experiment, one)}, against ${inWords(experiment, { ...one, side: than })}`] : [],
  );
  const measured = `${label}: ${ends.join('; ')}; margin ${marginInWords(margin)}`;
  if (rule.isExact !== true && repeats < 2) return { verdict: 'open', measured, figures, repeatsNeeded: 2 };
  const width = widthOf(margin);
  const verdicts = curve.map(({ differences }) => verdictOf(meanInterval(differences), width));
  const [only = 'open'] = verdicts;
  if (verdicts.every((one) => one === only) && only !== 'open') return { verdict: only, measured, figures };
  const crossing = crossingOf(curve, width, experiment.moved?.scale ?? 'linear');
  if (!crossing) {
    const isMissed = verdicts.every((one) => one === 'equal' || one === 'does not hold');
    const verdict = isMissed ? 'does not hold' : 'open';
    return { verdict, measured, figures, ...(verdict === 'open' && { repeatsNeeded: 2 * repeats }) };
  }
  const { low, middle, high } = crossing.interval;
  const range = low === high ? '' : ` (${plain(low)} to ${plain(high)})`;
  const when = `${experiment.moved?.label ?? ''} ${crossing.direction} ${plain(middle)}${range} ${experiment.moved?.unit ?? ''}`;
  return { verdict: 'holds when', when: when.trim(), measured, figures };
}
