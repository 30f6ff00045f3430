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
  const reader = (gatherMs: number) => {
    const waiting: OutboxRow[] = [];
    const reads: number[] = [];
    const session = {
      isHeld: () => true,
      heads: async () => {
        reads.push(waiting.length);
        return waiting.splice(0);
      },
      mark: async () => undefined,
      oldestAgeMs: async () => 0,
    };
    const publisher = { publish: async () => ({ sequence: 1 }) };
    const tuning = { ...DEFAULT_TUNING, pollIntervalMs: 60_000, gatherMs };
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
