import { OutboxFixture } from '../test/outbox-fixture';
import { OutboxEvents, republish } from './index';
import { OutboxCleaner } from './outbox-cleaner.service';
import { DEFAULT_TUNING } from './outbox-tuning';

jest.setTimeout(60_000);

describe('keeping published rows', () => {
  let fixture: OutboxFixture;

  beforeAll(async () => {
    fixture = await OutboxFixture.start();
  });

  afterAll(() => fixture.close());

  beforeEach(() => fixture.pool.query('TRUNCATE outbox'));

  it('deletes published rows in batches after their retention, and keeps younger and unpublished ones', async () => {
    await fixture.fill(250, 1, 'old');
    await fixture.pool.query("UPDATE outbox SET published_at = now() - interval '8 days'");
    await fixture.fill(10, 1, 'young');
    await fixture.pool.query(
      "UPDATE outbox SET published_at = now() - interval '6 days' WHERE published_at IS NULL",
    );
    await fixture.fill(10, 1, 'unpublished');
    await fixture.pool.query("UPDATE outbox SET created_at = now() - interval '9 days'");
    const events = new OutboxEvents();
    const cleaned: number[] = [];
    events.on('cleaned', ({ count }) => cleaned.push(count));
    const cleaner = new OutboxCleaner(() => fixture.pool, events, { ...DEFAULT_TUNING, cleanBatchSize: 100 });
    expect(await cleaner.clean()).toBe(250);
    expect(cleaned).toEqual([250]);
    expect(await fixture.committed()).toHaveLength(20);
    expect(await cleaner.clean()).toBe(0);
  });

  it('fills a lost stream again from published rows, in the order of versions', async () => {
    await fixture.fill(400, 3);
    fixture.startRelay();
    await fixture.drained();
    await fixture.stream.delete();
    await fixture.stream.provision();
    expect(await republish(fixture.pool, new Date(Date.now() - 60_000))).toBe(1_200);
    await fixture.drained();
    expect(await fixture.anomalies()).toEqual([]);
    expect(await fixture.stream.count()).toBe(1_200);
  });

  it('flags rows for publishing again in the order of versions, batch by batch, and no version before a lower one', async () => {
    await fixture.stopRelays();
    // Inserted from the highest version to the lowest, an order that no index has.
    for (const version of [3, 2, 1]) {
      await fixture.pool.query(
        `INSERT INTO outbox (id, aggregate_id, version, subject, type, payload, headers, published_at)
         SELECT gen_random_uuid(), 'o-' || a, $1::int, 's', 't', '{}', '{}', now() - $1::int * interval '1 second'
         FROM generate_series(1, 20) a`,
        [version],
      );
    }
    const overtaken = `
      SELECT count(*)::int AS count FROM outbox waiting JOIN outbox lower USING (aggregate_id)
      WHERE waiting.published_at IS NULL AND lower.published_at IS NOT NULL AND lower.version < waiting.version`;
    const seen: number[] = [];
    const watched = {
      query: async (text: string, values?: unknown[]) => {
        const result = await fixture.pool.query(text, values);
        seen.push((await fixture.pool.query<{ count: number }>(overtaken)).rows[0]?.count ?? -1);
        return result;
      },
    } as Parameters<typeof republish>[0];
    expect(await republish(watched, new Date(Date.now() - 60_000), 7)).toBe(60);
    expect(seen.length).toBeGreaterThan(8);
    expect(seen.filter((count) => count !== 0)).toEqual([]);
  });

  it('fills a purged stream again, though the broker still remembers the message ids', async () => {
    await fixture.stream.purge();
    await fixture.fill(40, 3);
    fixture.startRelay();
    await fixture.drained();
    await fixture.stream.purge();
    expect(await republish(fixture.pool, new Date(Date.now() - 60_000))).toBe(120);
    await fixture.drained();
    expect(await fixture.stream.count()).toBe(120);
    expect(await fixture.anomalies()).toEqual([]);
    const sql = 'SELECT min(stream_sequence)::int AS first, max(stream_sequence)::int AS last FROM outbox';
    const { rows } = await fixture.pool.query<{ first: number; last: number }>(sql);
    expect(rows).toEqual([await fixture.stream.extent()]);
  });

  it('stores an event once when it is published again within the duplicate window', async () => {
    await fixture.stream.purge();
    await fixture.fill(40, 3);
    fixture.startRelay();
    await fixture.drained();
    await republish(fixture.pool, new Date(Date.now() - 60_000));
    await fixture.drained();
    expect(await fixture.stream.count()).toBe(120);
  });
});
