import { type Settings, TOPICS } from '../results/results';
import { experimentsOf } from './topics';

const settings = (more: Partial<Settings> = {}): Settings => ({
  ...{ topics: TOPICS, repeats: 5, seed: 1, quick: false },
  ...more,
});

describe('the topics', () => {
  it.each([false, true])(
    'has experiments of every topic, no id twice, goals about what is measured; quick: %p',
    (quick) => {
      const experiments = experimentsOf(settings({ quick }));
      expect([...new Set(experiments.map(({ topic }) => topic))]).toEqual(TOPICS);
      const ids = experiments.map(({ id }) => id);
      expect(ids).toEqual([...new Set(ids)]);
      for (const { id, goals, metrics, sides } of experiments) {
        const metricIds = metrics.map((metric) => metric.id);
        const sideIds = sides.map((side) => side.id);
        const asked = goals.flatMap(({ metric, overMetric = metric }) => [metric, overMetric]);
        const named = goals.flatMap(({ side, over = side }) => [side, over]);
        expect({ id, unknown: asked.filter((one) => !metricIds.includes(one)) }).toEqual({ id, unknown: [] });
        expect({ id, unknown: named.filter((one) => !sideIds.includes(one)) }).toEqual({ id, unknown: [] });
        expect(goals.filter(({ atLeast, atMost }) => atLeast === undefined && atMost === undefined)).toEqual(
          [],
        );
      }
    },
  );

  it('takes the topics that are asked for, and has each goal somewhere', () => {
    expect(experimentsOf(settings({ topics: ['start'] })).every(({ topic }) => topic === 'start')).toBe(true);
    const goals = experimentsOf(settings()).flatMap((one) => one.goals.map(({ id }) => Number(id.slice(1))));
    expect([...new Set(goals)].sort((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
  });
});
