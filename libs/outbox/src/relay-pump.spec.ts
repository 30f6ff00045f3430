import { pause } from '@ride-hailing/timing';
import { eventually } from '@ride-hailing/testing';
import { OutboxEvents } from './outbox-events';
import { DEFAULT_TUNING } from './outbox-tuning';
import { RelayPump } from './relay-pump';
import type { OutboxRow, PublishedRow } from './relay-session';

const rowOf = (version: number, aggregateId = 'a'): OutboxRow => ({
  id: `${aggregateId}-${version}`,
  aggregateId,
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
    heads: async (_after: string, _limit: number, underWay: readonly string[]) => {
      const seen = unmarked.filter(({ id }) => !underWay.includes(id)).slice(0, 1);
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

  interface ReaderOptions {
    readonly gatherMs: number;
    /** How long a read takes, and a mark. */
    readonly readMs?: number;
    readonly markMs?: number;
    readonly markWithinMs?: number;
    readonly maxInFlight?: number;
  }

  /** A pump over rows that are acknowledged at once; a read finds what is not marked and not under way. */
  const reader = ({ readMs = 0, markMs = 0, markWithinMs = 0, ...tuned }: ReaderOptions) => {
    let waiting: OutboxRow[] = [];
    /** How many rows each read found, and each mark marked. */
    const reads: number[] = [];
    const marks: number[] = [];
    const session = {
      isHeld: () => true,
      heads: async (_after: string, limit: number, underWay: readonly string[]) => {
        const found = waiting.filter(({ id }) => !underWay.includes(id)).slice(0, limit);
        reads.push(found.length);
        if (readMs > 0) await pause(readMs);
        return found;
      },
      mark: async (rows: readonly PublishedRow[]) => {
        if (markMs > 0) await pause(markMs);
        marks.push(rows.length);
        waiting = waiting.filter(({ id }) => !rows.some((row) => row.id === id));
      },
      oldestAgeMs: async () => 0,
    };
    const published: string[] = [];
    const publisher = {
      publish: async (_subject: string, _data: string, { messageId }: { messageId: string }) => {
        published.push(messageId);
        return { sequence: 1 };
      },
    };
    const tuning = { ...DEFAULT_TUNING, pollIntervalMs: 60_000, markWithinMs, ...tuned };
    const pump = new RelayPump({ session, publisher, events: new OutboxEvents(), tuning });
    const addRow = (row: OutboxRow) => {
      waiting.push(row);
      pump.nudge();
    };
    const add = (...names: string[]) => names.forEach((name) => addRow(rowOf(1, name)));
    return { pump, reads, marks, published, add, addRow };
  };

  describe('by a clock that the test moves', () => {
    beforeEach(() => void jest.useFakeTimers());
    afterEach(() => void jest.useRealTimers());

    /** Starts the pump; the returned function ends it. */
    const start = (pump: RelayPump) => {
      const ending = new AbortController();
      const running = pump.run(ending.signal, 100);
      return async () => {
        ending.abort();
        pump.wake();
        await jest.advanceTimersByTimeAsync(1_000);
        await running;
      };
    };

    /** @returns how many ms after a read of that many events the next one came */
    const restAfter = async (events: number, readMs: number, markMs = 0): Promise<number> => {
      const { pump, reads, add } = reader({ gatherMs: 100, readMs, markMs });
      add(...Array.from({ length: events }, (_, at) => `${at}`));
      const end = start(pump);
      await jest.advanceTimersByTimeAsync(readMs);
      expect(reads).toEqual([events]);
      add('next');
      let restMs = 0;
      for (; reads.length < 2 && restMs < 1_000; restMs += 1) await jest.advanceTimersByTimeAsync(1);
      expect(reads).toEqual([events, 1]);
      await end();
      return restMs;
    };

    it('rests after a read of several events, so that those which follow are read together', async () => {
      const { pump, reads, add } = reader({ gatherMs: 100, readMs: 100 });
      add('a', 'b');
      const end = start(pump);
      await jest.advanceTimersByTimeAsync(110);
      for (const name of ['c', 'd', 'e']) {
        add(name);
        await jest.advanceTimersByTimeAsync(10);
      }
      await jest.advanceTimersByTimeAsync(100);
      expect(reads).toEqual([2, 3]);
      await end();
    });

    it('rests as long as its read of several events took, and no longer than the most', async () => {
      expect(await restAfter(3, 30)).toBe(30);
      expect(await restAfter(3, 90)).toBe(90);
      expect(await restAfter(3, 250)).toBe(100);
    });

    it('reads nothing more when it is to stop while it rests', async () => {
      const { pump, reads, add } = reader({ gatherMs: 100, readMs: 20 });
      add('a', 'b');
      const end = start(pump);
      await jest.advanceTimersByTimeAsync(25);
      add('next');
      await end();
      expect(reads).toEqual([2]);
    });

    it('marks while it rests', async () => {
      expect(await restAfter(5, 50, 40)).toBe(50);
      expect(await restAfter(5, 50, 70)).toBe(70);
    });

    it('marks what is acknowledged within a moment together', async () => {
      const { pump, marks, add } = reader({ gatherMs: 0, markWithinMs: 40 });
      const end = start(pump);
      for (const name of ['a', 'b', 'c']) {
        await jest.advanceTimersByTimeAsync(10);
        add(name);
      }
      // The first of them has waited for 20 ms.
      await jest.advanceTimersByTimeAsync(19);
      expect(marks).toEqual([]);
      await jest.advanceTimersByTimeAsync(1);
      expect(marks).toEqual([3]);
      await end();
    });

    it('marks at once when a further version of an acknowledged event waits for it', async () => {
      const { pump, marks, published, add, addRow } = reader({ gatherMs: 0, markWithinMs: 60_000 });
      const end = start(pump);
      add('a', 'b');
      await jest.advanceTimersByTimeAsync(10);
      expect(marks).toEqual([]);
      addRow(rowOf(2));
      await jest.advanceTimersByTimeAsync(1);
      expect(marks).toEqual([2]);
      expect(published).toEqual(['a-1', 'b-1', 'a-2']);
      await end();
    });

    it('marks at once when new events need the room', async () => {
      const { pump, marks, published, add } = reader({ gatherMs: 0, markWithinMs: 60_000, maxInFlight: 2 });
      const end = start(pump);
      add('a', 'b', 'c');
      await jest.advanceTimersByTimeAsync(1);
      expect(marks).toEqual([2]);
      expect(published).toEqual(['a-1', 'b-1', 'c-1']);
      await end();
    });

    it('marks what is acknowledged before it ends', async () => {
      const { pump, marks, add } = reader({ gatherMs: 0, markWithinMs: 60_000 });
      const end = start(pump);
      add('a');
      await jest.advanceTimersByTimeAsync(1);
      await end();
      expect(marks).toEqual([1]);
    });

    it('asks for no row that is under way', async () => {
      const { pump, reads, add } = reader({ gatherMs: 0, markWithinMs: 60_000 });
      add('a', 'b');
      const end = start(pump);
      await jest.advanceTimersByTimeAsync(1);
      add('c');
      await jest.advanceTimersByTimeAsync(1);
      expect(reads).toEqual([2, 1]);
      await end();
    });
  });

  it('reads events that come one by one at once', async () => {
    const { pump, reads, add } = reader({ gatherMs: 60_000 });
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
