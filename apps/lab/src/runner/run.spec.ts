import type { Experiment, Measurement } from './experiment';
import type { Settings } from '../results/results';
import { UnverifiedError } from '../lab.errors';
import { plannedSecondsOf, resultOf } from './run';
import { TOPICS } from '../results/results';

const settings = (more: Partial<Settings> = {}): Settings => ({
  ...{ topics: TOPICS, repeats: 5, seed: 1, quick: false },
  ...more,
});

const planned = (more: Partial<Experiment>, given: Settings): number =>
  plannedSecondsOf(
    { sides: ['a', 'b'].map((id) => ({ id })), secondsASide: 3, secondsAround: 10, ...more } as Experiment,
    given,
  );

describe('the plan of a run', () => {
  it('counts each side in each repeat, and what is around them', () => {
    expect(planned({}, settings())).toBe(10 + 5 * 2 * 3);
  });

  it('repeats no more often than asked for, and growth less often', () => {
    expect(planned({ repeats: 2 }, settings())).toBe(10 + 2 * 2 * 3);
    expect(planned({ repeats: 2 }, settings({ repeats: 1 }))).toBe(10 + 2 * 3);
  });

  it('profiles in a pass of its own, but not in a hurry', () => {
    expect(planned({ profiledSide: 'a' }, settings())).toBe(10 + 5 * 2 * 3 + 10 + 3);
    expect(planned({ profiledSide: 'a' }, settings({ quick: true }))).toBe(10 + 5 * 2 * 3);
  });
});

describe('an experiment of a run', () => {
  const withMeasure = (measure: (side: string, repeat: number) => Promise<Measurement>): Experiment => ({
    ...{ id: 'ingest-1', topic: 'ingest', title: 'Ingest', says: 'Updates come in.' },
    ...{ settings: {}, metrics: [], goals: [], secondsASide: 1, secondsAround: 1 },
    sides: [{ id: 'project', kind: 'project', says: 'the only one' }],
    open: async () => ({ measure }),
  });
  const work = (signal: AbortSignal) => ({
    ...{ settings: settings({ repeats: 3 }), seed: 1, signal },
    ...{ step: () => undefined, needsBuild: () => false },
  });

  it('that fails says why, and keeps what was measured before', async () => {
    const failing = withMeasure(async (_, repeat) => {
      if (repeat === 2) throw new UnverifiedError('3 rows are missing');
      return { values: { rate: repeat }, verified: 'all rows counted' };
    });
    const result = await resultOf(failing, work(new AbortController().signal), 0);
    expect(result.failed).toBe('3 rows are missing');
    expect(result.sides[0]?.samples.map(({ values }) => values.rate)).toEqual([0, 1]);
  });

  it('that is stopped ends the run', async () => {
    const stopping = new AbortController();
    const stopped = withMeasure(async () => {
      stopping.abort(new Error('enough'));
      throw new Error('its servers are gone');
    });
    await expect(resultOf(stopped, work(stopping.signal), 0)).rejects.toThrow('enough');
  });
});
