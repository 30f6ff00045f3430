import type { Results } from '../results/results';
import type { Experiment } from '../runner/experiment';
import { decide, worstOf } from '../verdicts/decide';
import type { Finding, Verdict } from '../verdicts/finding';
import { CATALOGUE, type SaidClaim } from '../claims/catalogue';

/** Of what an experiment has measured about a claim, the finding and what it was taken to mean. */
export interface Part extends Finding {
  readonly experiment: string;
  readonly means: string;
}

export interface AnsweredClaim extends SaidClaim {
  readonly verdict: Verdict;
  readonly when?: string;
  readonly parts: readonly Part[];
}

const NOBODY: Finding = { verdict: 'not measured', measured: 'no experiment of this run', figures: [] };

/**
 * Every claim, as the experiments of a run decide it: where several do, all of them have to bear it out.
 * @param experiments as the settings of that run make them, with their claims
 */
export function answersOf(results: Results, experiments: readonly Experiment[]): AnsweredClaim[] {
  return CATALOGUE.map((said) => {
    const parts = experiments.flatMap(({ id, claims = [], unavailable }) => {
      const measured = results.experiments.find((one) => one.id === id);
      // What could not be measured on that machine decides nothing.
      if (!measured && unavailable) return [];
      return claims
        .filter((claim) => claim.id === said.id)
        .map(({ means, rule }) => ({
          experiment: id,
          means,
          ...(measured ? decide(rule, measured) : NOBODY),
        }));
    });
    const { verdict, when } = worstOf(parts.length > 0 ? parts : [NOBODY]);
    return { ...said, verdict, when, parts };
  });
}
