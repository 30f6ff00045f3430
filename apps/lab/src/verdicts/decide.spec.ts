import { aMovedExperiment, type Planted } from '../../test/moved.builder';
import { decide } from './decide';
import { all, type Crossing, higher, lower, never, type Regret, sometimes } from './rule';

const NEAR = [1, 1.1, 0.9, 1, 1.05];
const around = (value: number) => NEAR.map((factor) => value * factor);
const swung = (factor: number) => [1, factor, 1 / factor, factor, 1 / factor];

const at5 = (a: readonly number[], b: readonly number[]): Planted => ({ a: { 5: a }, b: { 5: b } });
const A = { metric: 'ms', side: 'a', at: 5 };

describe('a comparison', () => {
  it.each([
    ['holds', around(20), around(10)],
    ['does not hold', around(10), around(20)],
    ['equal', around(10), around(10.2)],
    ['open', swung(3).map((factor) => 10 * factor), around(10)],
  ])('%s when the figures say so, and turns round with them', (verdict, a, b) => {
    const result = aMovedExperiment(at5(a, b));
    expect(decide(higher(A, 'b', { times: 1.05 }), result).verdict).toBe(verdict);
    const reversed = { holds: 'does not hold', 'does not hold': 'holds' }[verdict] ?? verdict;
    expect(decide(lower(A, 'b', { times: 1.05 }), result).verdict).toBe(reversed);
  });

  it('takes differences within a repeat, so that what met both sides does not count', () => {
    const noise = [10, 400, 90, 1_000, 5];
    const result = aMovedExperiment(
      at5(
        noise.map((ms) => ms + 3),
        noise,
      ),
    );
    expect(decide(higher(A, 'b', { by: 1 }), result).verdict).toBe('holds');
    expect(decide(higher(A, 'b', { by: 5 }), result).verdict).toBe('equal');
  });

  it('is refuted by what surely does not reach the margin, though it may be as much or less', () => {
    const beside = around(10).map((value, index) => value * [0.93, 0.99, 0.94, 0.98, 0.92][index]!);
    const straddling = aMovedExperiment(at5(beside, around(10)));
    expect(decide(higher(A, 'b', { times: 1.05 }), straddling).verdict).toBe('does not hold');
    expect(decide(lower(A, 'b', { times: 1.05 }), straddling).verdict).toBe('open');
  });

  it('is open after one repeat, unless the figures were counted', () => {
    const result = aMovedExperiment(at5([20], [10]));
    expect(decide(higher(A, 'b', { by: 1 }), result)).toMatchObject({ verdict: 'open', repeatsNeeded: 2 });
    expect(decide(higher(A, 'b', { by: 1 }, true), result).verdict).toBe('holds');
  });

  it('says how many repeats would decide it, more when the figures lie nearer to the margin', () => {
    const needed = (value: number) =>
      decide(
        higher(A, 'b', { by: 1 }),
        aMovedExperiment(
          at5(
            swung(1.3).map((factor) => value * factor),
            around(10),
          ),
        ),
      ).repeatsNeeded ?? 0;
    expect(needed(11.5)).toBeGreaterThan(5);
    expect(needed(10.8)).toBeGreaterThan(needed(11.5));
  });

  it('compares with a constant, too', () => {
    const result = aMovedExperiment(at5(around(10), []));
    expect(decide(lower(A, 20, { by: 1 }), result).verdict).toBe('holds');
    expect(decide(lower(A, 5, { by: 1 }), result).verdict).toBe('does not hold');
  });

  it('is not measured when a side is missing, or the experiment failed', () => {
    const result = aMovedExperiment(at5(around(10), []));
    expect(decide(higher(A, 'b', { by: 1 }), result).verdict).toBe('not measured');
    const failed = { ...aMovedExperiment(at5(around(9), around(1))), failed: 'no disk' };
    expect(decide(higher(A, 'b', { by: 1 }), failed)).toMatchObject({
      ...{ verdict: 'not measured', measured: 'not measured to the end: no disk' },
    });
  });
});

describe('a crossing', () => {
  const crossing: Crossing = {
    ...{ kind: 'crossing', metric: 'ms', side: 'a', expected: 'higher', than: 'b', margin: { by: 1 } },
  };
  const flat = { 0: around(10), 10: around(10), 20: around(10) };

  it('is where the difference passes the margin, between the values that were measured', () => {
    const planted = { a: { 0: around(10), 10: around(10), 20: around(12) }, b: flat };
    const { verdict, when } = decide(crossing, aMovedExperiment(planted));
    expect(verdict).toBe('holds when');
    expect(when).toMatch(/^distance above 15 \(14\.\d+ to 15\.\d+\) ms$/);
  });

  it('may lie below a value, and is found on a logarithmic scale where the experiment moves by factors', () => {
    const planted = { a: { 1: around(20), 100: around(10) }, b: { 1: around(9), 100: around(19) } };
    const { when } = decide(crossing, aMovedExperiment(planted, 'log'));
    expect(when).toMatch(/^distance below 10(\.\d+)? \(/);
  });

  it.each([
    ['holds', 20],
    ['does not hold', 5],
    ['equal', 10.1],
  ])('%s when it does so everywhere', (verdict, value) => {
    const planted = { a: { 0: around(value), 20: around(value) }, b: { 0: around(10), 20: around(10) } };
    expect(decide(crossing, aMovedExperiment(planted)).verdict).toBe(verdict);
  });

  it('is open while the figures swing too much to say where', () => {
    const wild = [30, 1, 40, 2, 9];
    const planted = { a: { 0: wild, 20: [...wild].reverse() }, b: { 0: around(10), 20: around(10) } };
    expect(decide(crossing, aMovedExperiment(planted)).verdict).toBe('open');
  });
});

describe('a count', () => {
  const result = (values: readonly number[]) => aMovedExperiment(at5(values, []));

  it('that must never happen is refuted by one example', () => {
    expect(decide(never(A), result([0, 0, 0])).verdict).toBe('holds');
    expect(decide(never(A), result([0, 0, 1])).verdict).toBe('does not hold');
  });

  it('that happens sometimes is shown by one example', () => {
    expect(decide(sometimes(A), result([0, 0, 1])).verdict).toBe('holds');
    expect(decide(sometimes(A), result([0, 0, 0])).verdict).toBe('does not hold');
  });

  it('of a side that is not there was not measured', () => {
    expect(decide(never({ ...A, side: 'c' }), result([0])).verdict).toBe('not measured');
  });
});

describe('a regret', () => {
  const regret: Regret = {
    ...{ kind: 'regret', metric: 'ms', choices: ['x', 'y'], side: 'a' },
    ...{ among: ['a', 'x', 'y'], margin: { times: 1.05 } },
  };
  const a = { 1: around(10), 100: around(90) };

  it('is less for whoever may choose in each case', () => {
    const planted = { a, x: { 1: around(12), 100: around(60) }, y: { 1: around(50), 100: around(15) } };
    const { verdict, measured } = decide(regret, aMovedExperiment(planted, 'log'));
    expect(verdict).toBe('holds');
    expect(measured).toContain('1.2 times the best with the choice, 6 times with a alone');
  });

  it('is more when none of the choices is good anywhere', () => {
    const planted = { a, x: { 1: around(99), 100: around(95) }, y: { 1: around(80), 100: around(400) } };
    expect(decide(regret, aMovedExperiment(planted, 'log')).verdict).toBe('does not hold');
  });

  it('was not measured when the one that has no choice was not', () => {
    const planted = { x: { 1: around(9) }, y: { 1: around(8) } };
    expect(decide(regret, aMovedExperiment(planted, 'log')).verdict).toBe('not measured');
  });
});

describe('several rules together', () => {
  it('hold when all do, and else are as bad as the worst', () => {
    const result = aMovedExperiment(at5(around(20), around(10)));
    const holding = higher(A, 'b', { by: 1 });
    expect(decide(all(holding, sometimes(A)), result).verdict).toBe('holds');
    expect(decide(all(holding, never(A)), result).verdict).toBe('does not hold');
    const unsure = higher(A, 'b', { by: 10 });
    expect(decide(all(holding, unsure), result).verdict).toBe('open');
    expect(decide(all(unsure, never(A)), result).verdict).toBe('does not hold');
    expect(decide(all(holding, never({ ...A, metric: 'x' })), result).verdict).toBe('not measured');
  });
});
