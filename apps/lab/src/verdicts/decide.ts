import { quantity } from '../format/format';
import type { ExperimentResult } from '../results/results';
import { decideComparison } from './decide-comparison';
import { decideCrossing } from './decide-crossing';
import { decideRegret } from './decide-regret';
import { figureAnchor, inWords, metricOf, valuesOf } from './figure';
import { type Finding, notMeasured, type Verdict } from './finding';
import type { All, Never, Rule, Sometimes } from './rule';

/** From the worst: of several that must all hold, the first decides. */
const BY_WEIGHT: readonly Verdict[] = [
  ...(['not measured', 'does not hold', 'open', 'equal', 'holds when', 'holds'] as const),
];

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
    case 'regret':
      return decideRegret(rule, experiment);
    case 'all':
      return decideAll(rule, experiment);
  }
}
