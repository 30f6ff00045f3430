import { eventually } from '@ride-hailing/testing';
import { DEFAULT_TUNING } from './outbox.config';
import { OutboxEvents } from './outbox-events';
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

/** A table of one aggregate in memory, and a publisher whose answers come when the spec lets them. */
function world(versions: number) {
  let unmarked = Array.from({ length: versions }, (_, index) => rowOf(index + 1));
  const published: string[] = [];
  const answers: (() => void)[] = [];
  const looks: (() => void)[] = [];
  const state = { held: true, slowLooks: false };
  const session = {
    isHeld: () => state.held,
    heads: async () => {
      const seen = unmarked.slice(0, 1);
      if (state.slowLooks) await new Promise<void>((resolve) => looks.push(resolve));
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
  return { pump, published, answers, looks, state, failures };
}

describe('the pump', () => {
  it('leaves an aggregate alone until its mark, though a look under way still sees the version as unpublished', async () => {
    const { pump, published, answers, looks, state } = world(2);
    const ending = new AbortController();
    const running = pump.run(ending.signal, 100);
    await eventually(() => published.length === 1);
    state.slowLooks = true;
    pump.nudge();
    await eventually(() => looks.length === 1);
    answers.shift()?.();
    await new Promise(setImmediate);
    state.slowLooks = false;
    looks.shift()?.();
    await eventually(() => published.length === 2);
    answers.shift()?.();
    ending.abort();
    await running;
    expect(published).toEqual(['a-1', 'a-2']);
  });

  it('begins no publish when another may hold the lock', async () => {
    const { pump, published, answers, looks, state, failures } = world(1);
    state.slowLooks = true;
    const ending = new AbortController();
    const running = pump.run(ending.signal, 100);
    await eventually(() => looks.length === 1);
    state.held = false;
    state.slowLooks = false;
    looks.shift()?.();
    await eventually(() => failures.length >= 2);
    expect(published).toEqual([]);
    state.held = true;
    await eventually(() => published.length === 1);
    answers.shift()?.();
    ending.abort();
    await running;
  });
});
