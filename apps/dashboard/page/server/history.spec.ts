import type { Fault } from '@ride-hailing/contracts';
import type { Rates } from '../../src/page-api';
import { bandsWith, HISTORY_SECONDS, remembered } from './history';

const AT = Date.parse('2026-11-01T00:00:10Z');

const fault = (id: string, seconds: number): Fault => ({
  id,
  title: `${id} frozen`,
  order: { kind: 'frozen', process: id, forSeconds: seconds },
  startedAt: new Date(AT).toISOString(),
  endsAt: new Date(AT + seconds * 1_000).toISOString(),
});

describe('what charts remember', () => {
  const rates = {} as Rates;

  it('rates older than the charts are forgotten', () => {
    const past = remembered(remembered([], AT, rates), AT + 1_000, rates);
    expect(past.map(({ at }) => at)).toEqual([AT, AT + 1_000]);
    const later = AT + HISTORY_SECONDS * 1_000 + 500;
    expect(remembered(past, later, rates).map(({ at }) => at)).toEqual([AT + 1_000, later]);
  });

  it('rates are in the order of their time when the clock of the server was put back', () => {
    expect(remembered([{ at: AT, rates }], AT - 5, rates).map(({ at }) => at)).toEqual([AT - 5]);
  });

  it('a fault at work is a band up to its end', () => {
    expect(bandsWith([], [fault('a', 10)], AT)).toEqual([
      expect.objectContaining({ id: 'a', title: 'a frozen', from: AT, to: AT + 10_000 }),
    ]);
  });

  it('a fault that was healed early ends when it was healed', () => {
    const bands = bandsWith([], [fault('a', 10), fault('b', 10)], AT);
    expect(bandsWith(bands, [fault('b', 10)], AT + 4_000).map(({ id, to }) => [id, to - AT])).toEqual([
      ['a', 4_000],
      ['b', 10_000],
    ]);
  });

  it('a fault that ended by itself keeps its end, and is forgotten with its time', () => {
    const bands = bandsWith(bandsWith([], [fault('a', 1)], AT), [], AT + 3_000);
    expect(bands).toEqual([expect.objectContaining({ id: 'a', from: AT, to: AT + 1_000 })]);
    expect(bandsWith(bands, [], AT + HISTORY_SECONDS * 1_000 + 1_000)).toEqual([]);
  });
});
