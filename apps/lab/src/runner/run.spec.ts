import type { Claim, Experiment, Measurement } from './experiment';
import { higher } from '../verdicts/rule';
import { Progress } from './progress';
import type { Settings } from '../results/results';
import { UnverifiedError } from '../lab.errors';
import { plannedSecondsOf, resultOf, run } from './run';
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

  describe('that decides a claim', () => {
    const claim: Claim = {
      ...{ id: 'sync-api-simple', means: 'one is more than the other' },
      rule: higher({ metric: 'rate', side: 'a' }, 'b', { by: 1 }),
    };
    const deciding = (ratesOfA: readonly number[]): Experiment => ({
      ...withMeasure(async (side, repeat) => ({
        ...{ values: { rate: side === 'a' ? (ratesOfA[repeat] ?? 0) : 10 }, verified: 'planted' },
      })),
      claims: [claim],
      sides: ['a', 'b'].map((id) => ({ id, kind: 'other', says: id })),
    });
    const repeatsOf = async (experiment: Experiment, more: Partial<Settings> = {}) => {
      const { signal } = new AbortController();
      const given = { ...work(signal), settings: settings({ repeats: 3, ...more }) };
      const { sides } = await resultOf(experiment, given, 0);
      return sides.map(({ samples }) => samples.length);
    };

    it('is measured as often as asked for when that is enough', async () => {
      expect(await repeatsOf(deciding([20, 21, 22, 23, 24, 25]))).toEqual([3, 3]);
    });

    it('gets more repeats while the claim is open, up to twice as many', async () => {
      expect(await repeatsOf(deciding([10, 13, 15, 14, 14, 14]))).toEqual([5, 5]);
      expect(await repeatsOf(deciding([0, 90, 0, 90, 0, 90]))).toEqual([6, 6]);
    });

    it('gets none that would take it beyond the time of an experiment', async () => {
      const undecided = deciding([0, 90, 0, 90, 0, 90]);
      const clock = jest.spyOn(performance, 'now');
      const slow = (minutesASide: number): Experiment => ({
        ...undecided,
        open: async (context) => {
          const opened = await undecided.open(context);
          return {
            measure: async (side, repeat) => {
              const now = performance.now() + minutesASide * 60_000;
              clock.mockReturnValue(now);
              return opened.measure(side, repeat);
            },
          };
        },
      });
      try {
        clock.mockReturnValue(0);
        expect(await repeatsOf(slow(0.75))).toEqual([4, 4]);
        expect(await repeatsOf(slow(2))).toEqual([3, 3]);
      } finally {
        clock.mockRestore();
      }
    });

    it('gets no more in a hurry', async () => {
      expect(await repeatsOf(deciding([0, 90, 0, 90, 0, 90]), { quick: true })).toEqual([3, 3]);
    });
  });
});

describe('a run', () => {
  const progress = new Progress([], { isTTY: false, columns: 80, write: () => true });
  const one = (id: string, more: Partial<Experiment> = {}): Experiment => ({
    ...{ id, topic: 'ingest', title: id, says: 'It is measured.', settings: {}, metrics: [], goals: [] },
    ...{
      secondsASide: 1,
      secondsAround: 1,
      sides: [{ id: 'project', kind: 'project', says: 'the only one' }],
    },
    open: async () => ({ measure: async () => ({ values: { rate: 1 }, verified: 'all rows counted' }) }),
    ...more,
  });
  const options = () => ({ command: 'npm run bench', progress, signal: new AbortController().signal });

  it('leaves out what cannot be measured here, and says after each experiment what it has', async () => {
    const kept: number[] = [];
    const results = await run(
      [one('a'), one('b', { unavailable: () => 'needs two suns' }), one('c')],
      settings(),
      {
        ...options(),
        onResults: async ({ experiments }) => void kept.push(experiments.length),
      },
    );
    expect(results.experiments.map(({ id }) => id)).toEqual(['a', 'c']);
    expect(kept).toEqual([1, 2]);
  });

  it('lets each set of services be built once, whichever experiment comes first', async () => {
    const asked: boolean[] = [];
    const starting = (id: string, services: string): Experiment =>
      one(id, {
        open: async ({ needsBuild }) => {
          asked.push(needsBuild(services));
          return { measure: async () => ({ values: { rate: 1 }, verified: 'all rows counted' }) };
        },
      });
    const experiments = [starting('a', 'ride-service'), starting('b', 'all'), starting('c', 'all')];
    await run(experiments, settings(), options());
    expect(asked).toEqual([true, true, false]);
  });

  it('measures nothing again that an earlier run has', async () => {
    const measured = await run([one('a')], settings(), options());
    const never = one('a', { open: () => Promise.reject(new Error('measured again')) });
    const resumed = await run([never, one('b')], settings(), { ...options(), earlier: measured.experiments });
    expect(resumed.experiments[0]).toEqual(measured.experiments[0]);
    expect(resumed.experiments.map(({ failed }) => failed)).toEqual([undefined, undefined]);
  });
});
