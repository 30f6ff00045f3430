import { CATALOGUE } from '../claims/catalogue';
import { QUESTIONS } from '../results/results';
import type { Rule } from '../verdicts/rule';
import { experimentsOf } from './questions';

const FULL = { topics: QUESTIONS, repeats: 5, seed: 1, quick: false };

/** The sides and metrics that a rule names. */
function namedBy(rule: Rule): { sides: readonly string[]; metrics: readonly string[] } {
  switch (rule.kind) {
    case 'all': {
      const parts = rule.rules.map(namedBy);
      return { sides: parts.flatMap(({ sides }) => sides), metrics: parts.flatMap(({ metrics }) => metrics) };
    }
    case 'comparison': {
      const { than } = rule;
      const other = typeof than === 'number' ? {} : than;
      return {
        sides: [rule.side, other.side ?? rule.side],
        metrics: [rule.metric, other.metric ?? rule.metric],
      };
    }
    case 'crossing':
      return { sides: [rule.side, rule.than], metrics: [rule.metric] };
    case 'regret':
      return { sides: [rule.side, ...rule.choices, ...rule.among], metrics: [rule.metric] };
    case 'never':
    case 'sometimes':
      return { sides: [rule.side], metrics: [rule.metric] };
  }
}

describe('the experiments', () => {
  it.each([false, true])('answer every question, no id twice; quick: %p', (quick) => {
    const experiments = experimentsOf({ ...FULL, quick });
    expect(new Set(experiments.map(({ topic }) => topic))).toEqual(new Set(QUESTIONS));
    const ids = experiments.map(({ id }) => id);
    expect(ids).toEqual([...new Set(ids)]);
  });

  it('decide every claim', () => {
    const decided = experimentsOf(FULL).flatMap(({ claims = [] }) => claims.map(({ id }) => id));
    expect(CATALOGUE.map(({ id }) => id).filter((id) => !decided.includes(id))).toEqual([]);
  });

  it('rest their claims on sides and metrics that they measure', () => {
    for (const { id, claims = [], sides, metrics } of experimentsOf(FULL)) {
      for (const claim of claims) {
        const named = namedBy(claim.rule);
        const unknown = [
          ...named.sides.filter((side) => !sides.some((one) => one.id === side)),
          ...named.metrics.filter((metric) => !metrics.some((one) => one.id === metric)),
        ];
        expect({ id, claim: claim.id, unknown }).toEqual({ id, claim: claim.id, unknown: [] });
      }
    }
  });
});
