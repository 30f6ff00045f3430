import { anchor, plain, quantity } from '../format/format';
import { sampleOf } from '../format/sample';
import type { ExperimentResult, Metric } from '../results/results';
import { differenceInWords, differenceOf, marginInWords, widthOf } from './difference';
import { crossingOf, type Curve } from './crossing';
import { type Interval, meanInterval } from './interval';
import type { All, Comparison, Crossing, Never, Rule, Sometimes } from './rule';

/**
 * `equal`: shown to differ by less than the margin (Schuirmann's two one-sided tests). `open`: more repeats are
 * needed. `not measured`: the experiment failed, or was not in the run.
 */
export type Verdict = 'holds' | 'holds when' | 'equal' | 'does not hold' | 'open' | 'not measured';

/** From the worst: of several that must all hold, the first decides. */
const BY_WEIGHT: readonly Verdict[] = [
  ...(['not measured', 'open', 'does not hold', 'equal', 'holds when', 'holds'] as const),
];

export interface Finding {
  readonly verdict: Verdict;
  /** The figures in words. */
  readonly measured: string;
  /** With `holds when`: `above 5.2 ms (4.8 to 5.9)`. */
  readonly when?: string;
  /** With `open`: about so many repeats would decide it. */
  readonly repeatsNeeded?: number;
  /** Anchors of the figures that it rests on. */
  readonly figures: readonly string[];
}

interface Wanted {
  readonly metric: string;
  readonly side: string;
  readonly at?: number;
}

export const figureAnchor = (experiment: string, { metric, side, at }: Wanted): string =>
  anchor(metric, experiment, side, ...(at === undefined ? [] : [String(at)]));

/** By repeat. */
function valuesOf({ sides }: ExperimentResult, { metric, side, at }: Wanted): ReadonlyMap<number, number> {
  const samples = sides.find(({ id }) => id === side)?.samples ?? [];
  return new Map(
    samples.flatMap((sample): [number, number][] => {
      const value = sample.at === at ? sample.values[metric] : undefined;
      return value === undefined ? [] : [[sample.repeat, value]];
    }),
  );
}

const metricOf = ({ metrics }: ExperimentResult, id: string): Metric =>
  metrics.find((one) => one.id === id) ?? { id, label: id, unit: 'times', better: 'lower' };

function inWords(experiment: ExperimentResult, wanted: Wanted): string {
  const sample = sampleOf([...valuesOf(experiment, wanted).values()]);
  const { unit } = metricOf(experiment, wanted.metric);
  const at =
    wanted.at === undefined ? '' : ` at ${plain(wanted.at)} ${experiment.moved?.unit ?? ''}`.trimEnd();
  return `${wanted.side}${at} ${sample ? quantity(sample.median, unit) : 'not measured'}`;
}

const notMeasured = (why: string): Finding => ({ verdict: 'not measured', measured: why, figures: [] });

/** The mean and the interval lie on the scale of the margin, above 0 when they are as expected. */
function verdictOf({ low, high }: Interval, width: number): Verdict {
  if (low > width) return 'holds';
  if (high < -width) return 'does not hold';
  return low > -width && high < width ? 'equal' : 'open';
}

const MOST_REPEATS_SAID = 1_000;

/** The interval shrinks with the root of the number of repeats. */
function repeatsNeeded({ low, middle, high }: Interval, width: number, repeats: number): number {
  const toMargin = Math.min(Math.abs(middle - width), Math.abs(middle + width));
  const needed = Math.ceil(repeats * ((high - low) / 2 / Math.max(toMargin, 1e-9)) ** 2);
  return Math.min(MOST_REPEATS_SAID, Math.max(repeats + 1, needed));
}

function decideComparison(rule: Comparison, experiment: ExperimentResult): Finding {
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

const signed = ({ low, middle, high }: Interval, sign: number): Interval =>
  sign > 0 ? { low, middle, high } : { low: -high, middle: -middle, high: -low };

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

function decideCrossing(rule: Crossing, experiment: ExperimentResult): Finding {
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

function decideCount(rule: Never | Sometimes, experiment: ExperimentResult): Finding {
  const { metric, side, at, limit, kind } = rule;
  const values = [...valuesOf(experiment, { metric, side, at }).values()];
  if (values.length === 0) return notMeasured(`${metric} of ${side} was not measured`);
  const isAbove = values.some((value) => value > limit);
  const { label, unit } = metricOf(experiment, metric);
  const most = quantity(Math.max(...values), unit);
  return {
    verdict: isAbove === (kind === 'sometimes') ? 'holds' : 'does not hold',
    measured: `${label}: ${inWords(experiment, { metric, side, at })}, at most ${most} in ${values.length} repeats`,
    figures: [figureAnchor(experiment.id, { metric, side, at })],
  };
}

function decideAll({ rules }: All, experiment: ExperimentResult): Finding {
  return worstOf(rules.map((rule) => decide(rule, experiment)));
}

/** @param findings not empty */
export function worstOf(findings: readonly Finding[]): Finding {
  const verdict = BY_WEIGHT.find((one) => findings.some((finding) => finding.verdict === one)) ?? 'open';
  const whens = findings.flatMap(({ when }) => when ?? []);
  const needed = findings.flatMap(({ repeatsNeeded: more }) => more ?? []);
  return {
    verdict,
    measured: findings.map(({ measured }) => measured).join('. '),
    figures: findings.flatMap(({ figures }) => figures),
    ...(verdict === 'holds when' && { when: whens.join(', and ') }),
    ...(verdict === 'open' && { repeatsNeeded: Math.max(...needed) }),
  };
}

/** What the figures of an experiment say about a rule that was written before them. */
export function decide(rule: Rule, experiment: ExperimentResult): Finding {
  if (experiment.failed !== undefined) return notMeasured(`not measured to the end: ${experiment.failed}`);
  switch (rule.kind) {
    case 'comparison':
      return decideComparison(rule, experiment);
    case 'crossing':
      return decideCrossing(rule, experiment);
    case 'never':
    case 'sometimes':
      return decideCount(rule, experiment);
    case 'all':
      return decideAll(rule, experiment);
  }
}
