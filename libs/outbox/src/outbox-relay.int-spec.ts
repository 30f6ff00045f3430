import { eventually } from '@ride-hailing/testing';
import { OutboxFixture } from '../test/outbox-fixture';
import { enqueue, NotInTransactionError } from './index';
import type { OutboxPublisher } from './relay-pump';

jest.setTimeout(60_000);

describe('the relay', () => {
  let fixture: OutboxFixture;

  beforeEach(async () => {
    fixture = await OutboxFixture.start();
  });

  afterEach(() => fixture.close());

  it('publishes a committed event with its headers, under its id, and marks the row with the stream sequence', async () => {
    const { relay } = fixture.startRelay();
    await fixture.change('a');
    relay.nudge();
    await fixture.drained();
    const [event] = await fixture.stream.read();
    const sql = 'SELECT id, stream_sequence::int AS sequence, published_at FROM outbox';
    const { rows } = await fixture.pool.query<{ id: string; sequence: number }>(sql);
    expect(rows).toEqual([{ id: event?.messageId, sequence: 1, published_at: expect.any(Date) as Date }]);
    expect(event).toMatchObject({ aggregateId: 'a', version: 1, headers: { 'ce-type': 'thing.changed' } });
    expect(event?.data).toBe('{"aggregateId":"a","version":1}');
  });

  it('publishes nothing of a change that was rolled back', async () => {
    fixture.startRelay();
    const failing = fixture.change('a', () => Promise.reject(new Error('changed my mind')));
    await expect(failing).rejects.toThrow('changed my mind');
    await fixture.change('b');
    await fixture.drained();
    expect((await fixture.stream.read()).map(({ aggregateId }) => aggregateId)).toEqual(['b']);
  });

  it('refuses to enqueue outside a transaction', async () => {
    const { manager } = fixture.dataSource;
    await expect(enqueue(manager, fixture.event('a', 1))).rejects.toThrow(NotInTransactionError);
    expect(await fixture.committed()).toEqual([]);
  });

  it('refuses the same version of an aggregate twice', async () => {
    const twice = fixture.change('a', (manager) => enqueue(manager, fixture.event('a', 1)));
    await expect(twice).rejects.toMatchObject({ code: '23505' });
  });

  it('keeps the versions of each aggregate in order under concurrent writers', async () => {
    const { relay } = fixture.startRelay();
    const writers = Array.from({ length: 8 }, async (_, writer) => {
      for (let turn = 0; turn < 50; turn += 1) {
        await fixture.change(`thing-${(writer + turn) % 5}`);
        relay.nudge();
      }
    });
    await Promise.all(writers);
    await fixture.drained();
    expect(await fixture.anomalies()).toEqual([]);
    const versions = (await fixture.committed()).filter(({ aggregateId }) => aggregateId === 'thing-3');
    expect(versions).toHaveLength(80);
  });

  it('holds back the later versions of an aggregate whose publish fails, and no other aggregate', async () => {
    let refusing = true;
    const publisher: OutboxPublisher = {
      publish: (subject, ...rest) =>
        refusing && subject.endsWith('.a-1')
          ? Promise.reject(new Error('refused'))
          : fixture.publisher.publish(subject, ...rest),
    };
    await fixture.fill(20, 3);
    const { events } = fixture.startRelay({ publisher });
    const attempts: number[] = [];
    events.on('failed', ({ attempt }) => attempts.push(attempt));
    await eventually(async () => (await fixture.unpublished()) === 3);
    await eventually(() => attempts.length >= 3);
    expect((await fixture.stream.read()).filter(({ aggregateId }) => aggregateId === 'a-1')).toEqual([]);
    refusing = false;
    await fixture.drained();
    expect(await fixture.anomalies()).toEqual([]);
    expect(attempts.slice(0, 3)).toEqual([1, 2, 3]);
  });

  it('does not let one aggregate with thousands of waiting versions starve the others', async () => {
    await fixture.fill(1, 20_000, 'a');
    await fixture.fill(300, 1, 'b');
    fixture.startRelay();
    const others =
      "SELECT count(*)::int AS n FROM outbox WHERE aggregate_id LIKE 'b-%' AND published_at IS NULL";
    await eventually(async () => (await fixture.pool.query<{ n: number }>(others)).rows[0]?.n === 0);
    expect(await fixture.unpublished()).toBeGreaterThan(0);
  });

  it('continues by itself when a missing stream has been created', async () => {
    await fixture.stream.delete();
    await fixture.change('a');
    const { events } = fixture.startRelay();
    const failures: unknown[] = [];
    events.on('failed', (failure) => failures.push(failure));
    await eventually(() => failures.length > 0);
    await fixture.stream.provision();
    await fixture.drained();
    expect(await fixture.anomalies()).toEqual([]);
  });

  it('marks what is in flight before it stops', async () => {
    await fixture.fill(500);
    const { relay, events } = fixture.startRelay();
    let published = 0;
    events.on('published', ({ count }) => (published += count));
    await eventually(() => relay.state === 'active');
    await relay.stop();
    expect(relay.state).toBe('stopped');
    expect(await fixture.stream.count()).toBe(published);
    expect(await fixture.unpublished()).toBe(500 - published);
  });

  it('stops in bounded time though the broker never answers, and leaves the events to the next relay', async () => {
    await fixture.fill(10);
    let attempts = 0;
    const publisher: OutboxPublisher = {
      publish: () => {
        attempts += 1;
        return new Promise(() => undefined);
      },
    };
    const { relay } = fixture.startRelay({ publisher });
    await eventually(() => attempts === 10);
    const startedAt = performance.now();
    await relay.stop();
    expect(performance.now() - startedAt).toBeLessThan(5_000);
    fixture.startRelay();
    await fixture.drained();
    expect(await fixture.anomalies()).toEqual([]);
  });

  it('reports the age of the oldest unpublished event, and 0 when everything is published', async () => {
    await fixture.fill(1);
    await fixture.pool.query("UPDATE outbox SET created_at = now() - interval '1 minute'");
    const ages: number[] = [];
    let release = () => {};
    const gate = new Promise<void>((resolve) => (release = resolve));
    const publisher: OutboxPublisher = {
      publish: async (...message) => gate.then(() => fixture.publisher.publish(...message)),
    };
    const { events } = fixture.startRelay({ publisher, tuning: { backlogIntervalMs: 50 } });
    events.on('backlog', ({ oldestAgeMs }) => ages.push(oldestAgeMs));
    await eventually(() => (ages.at(-1) ?? 0) >= 60_000);
    release();
    await eventually(() => ages.at(-1) === 0);
  });
});
