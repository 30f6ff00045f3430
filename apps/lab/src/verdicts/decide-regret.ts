import { plain } from '../format/format';
import type { ExperimentResult } from '../results/results';
import { differenceOf, marginInWords, widthOf } from './difference';
import { metricOf } from './figure';
import { type Finding, notMeasured, repeatsNeeded, verdictOf } from './finding';
import { meanInterval, meanOf } from './interval';
import { regretsOf } from './regret';
import type { Regret } from './rule';

export function decideRegret(rule: Regret, experiment: ExperimentResult): Finding {
  const { metric, choices, side, margin } = rule;
  const [free, bound] = [choices, [side]].map((sides) => regretsOf(experiment, rule, sides));
  const differences = [...(free ?? [])].flatMap(([repeat, regret]) => {
    const other = bound?.get(repeat);
    return other === undefined ? [] : [-differenceOf(regret, other, margin)];
  });
  if (differences.length === 0) return notMeasured(`${metric} of ${side} was not measured`);
  const interval = meanInterval(differences);
  const isSeen = differences.length > 1;
  const verdict = isSeen ? verdictOf(interval, widthOf(margin)) : 'open';
  const [chosen, alone] = [free, bound].map((of) =>
    plain(meanOf([...(of ?? new Map<number, number>()).values()])),
  );
  return {
    verdict,
    measured: `${metricOf(experiment, metric).label}, where it is worst: ${chosen} times the best with the choice, ${alone} times with ${side} alone; margin ${marginInWords(margin)}`,
    figures: [],
    ...(verdict === 'open' && {
      repeatsNeeded: isSeen ? repeatsNeeded(interval, widthOf(margin), differences.length) : 2,
    }),
  };
}
