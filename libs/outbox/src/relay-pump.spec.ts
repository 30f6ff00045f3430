import { pause } from '@ride-hailing/timing';
import { eventually } from '@ride-hailing/testing';
import { OutboxEvents } from './outbox-events';
import { DEFAULT_TUNING } from './outbox-tuning';
import { RelayPump } from './relay-pump';
import type { OutboxRow, PublishedRow } from './relay-session';

const rowOf = (version: number): OutboxRow => ({
  id: `a-${version}`,
  aggregateId: 'a',
  version,
  subject: 's.a',
  payload: '{}',
  headers: {},
});

/** An in-memory table of one aggregate, and a publisher whose answers come when the spec releases them. */
function world(versions: number) {
  let unmarked = Array.from({ length: versions }, (_, index) => rowOf(index + 1));
  const published: string[] = [];
  const answers: (() => void)[] = [];
  const reads: (() => void)[] = [];
  const state = { held: true, slowReads: false };
  const session = {
    isHeld: () => state.held,
    heads: async () => {
      const seen = unmarked.slice(0, 1);
      if (state.slowReads) await new Promise<void>((resolve) => reads.push(resolve));
      return seen;
    },
    mark: async (rows: readonly PublishedRow[]) => {
      unmarked = unmarked.filter(({ id }) => !rows.some((row) => row.id === id));
    },
    oldestAgeMs: async () => 0,
  };
  const publisher = {
    publish: async (_subject: string, _data: string, { messageId }: { messageId: string }) => {
      published.push(messageId);
      await new Promise<void>((resolve) => answers.push(resolve));
      return { sequence: published.length };
    },
  };
  const tuning = { ...DEFAULT_TUNING, pollIntervalMs: 5, firstRetryMs: 1, mostRetryMs: 5 };
  const events = new OutboxEvents();
  const failures: unknown[] = [];
  events.on('failed', ({ error }) => failures.push(error));
  const pump = new RelayPump({ session, publisher, events, tuning });
  return { pump, published, answers, reads, state, failures };
}

describe('the pump', () => {
  it('publishes nothing of an aggregate until its mark, though a read in flight still sees the version as unpublished', async () => {
    const { pump, published, answers, reads, state } = world(2);
    const ending = new AbortController();
    const running = pump.run(ending.signal, 100);
    await eventually(() => published.length === 1);
    state.slowReads = true;
    pump.nudge();
    await eventually(() => reads.length === 1);
    answers.shift()?.();
    await new Promise(setImmediate);
    state.slowReads = false;
    reads.shift()?.();
    await eventually(() => published.length === 2);
    answers.shift()?.();
    ending.abort();
    await running;
    expect(published).toEqual(['a-1', 'a-2']);
  });

  it('begins no publish while another relay may hold the lock', async () => {
    const { pump, published, answers, reads, state, failures } = world(1);
    state.slowReads = true;
    const ending = new AbortController();
    const running = pump.run(ending.signal, 100);
    await eventually(() => reads.length === 1);
    state.held = false;
    state.slowReads = false;
    reads.shift()?.();
    await eventually(() => failures.length >= 2);
    expect(published).toEqual([]);
    state.held = true;
    await eventually(() => published.length === 1);
    answers.shift()?.();
    ending.abort();
    await running;
  });

  /** A pump over a list of rows that only grows; each read sees what was not read yet. */
  const reader = (gatherMs: number, gatherMsAnEvent = gatherMs, markMs = 0) => {
    const waiting: OutboxRow[] = [];
    const reads: number[] = [];
    const session = {
      isHeld: () => true,
      heads: async () => {
        reads.push(waiting.length);
        return waiting.splice(0);
      },
      mark: () => pause(markMs),
      oldestAgeMs: async () => 0,
    };
    const publisher = { publish: async () => ({ sequence: 1 }) };
    const tuning = { ...DEFAULT_TUNING, pollIntervalMs: 60_000, gatherMs, gatherMsAnEvent };
    const pump = new RelayPump({ session, publisher, events: new OutboxEvents(), tuning });
    const add = (...names: string[]) => {
      waiting.push(...names.map((name) => ({ ...rowOf(1), id: name, aggregateId: name })));
      pump.nudge();
    };
    return { pump, reads, add };
  };

  it('rests after a read of several events, so that those which follow are read together', async () => {
    const { pump, reads, add } = reader(150);
    add('a', 'b');
    const ending = new AbortController();
    const running = pump.run(ending.signal, 100);
    await eventually(() => reads.length === 1);
    for (const name of ['c', 'd', 'e']) {
      add(name);
      await new Promise(setImmediate);
    }
    await eventually(() => reads.length === 2);
    expect(reads).toEqual([2, 3]);
    ending.abort();
    pump.wake();
    await running;
  });

  describe('by a clock that the test moves', () => {
    beforeEach(() => void jest.useFakeTimers());
    afterEach(() => void jest.useRealTimers());

    /** @returns after how many ms the next read came */
    const restAfter = async (events: number, { markMs = 0 } = {}): Promise<number> => {
      const { pump, reads, add } = reader(100, 10, markMs);
      add(...Array.from({ length: events }, (_, at) => `${at}`));
      const ending = new AbortController();
      const running = pump.run(ending.signal, 100);
      await jest.advanceTimersByTimeAsync(0);
      expect(reads).toEqual([events]);
      add('next');
      let restMs = 0;
      for (; reads.length < 2 && restMs < 1_000; restMs += 1) await jest.advanceTimersByTimeAsync(1);
      expect(reads).toEqual([events, 1]);
      ending.abort();
      pump.wake();
      await jest.advanceTimersByTimeAsync(1_000);
      await running;
      return restMs;
    };

    it('rests for each event that it found, and no longer than the most', async () => {
      expect(await restAfter(3)).toBe(30);
      expect(await restAfter(9)).toBe(90);
      expect(await restAfter(50)).toBe(100);
    });

    it('reads nothing more when it is to stop while it rests', async () => {
      const { pump, reads, add } = reader(100, 10);
      add('a', 'b');
      const ending = new AbortController();
      const running = pump.run(ending.signal, 100);
      await jest.advanceTimersByTimeAsync(5);
      add('next');
      ending.abort();
      await jest.advanceTimersByTimeAsync(1_000);
      await running;
      expect(reads).toEqual([2]);
    });

    it('marks while it rests', async () => {
      expect(await restAfter(5, { markMs: 40 })).toBe(50);
      expect(await restAfter(5, { markMs: 70 })).toBe(70);
    });
  });

  it('reads events that come one by one at once', async () => {
    const { pump, reads, add } = reader(60_000);
    const ending = new AbortController();
    const running = pump.run(ending.signal, 100);
    for (const [at, name] of ['a', 'b', 'c'].entries()) {
      add(name);
      await eventually(() => reads.filter((count) => count === 1).length === at + 1);
    }
    ending.abort();
    pump.wake();
    await running;
  });
});
