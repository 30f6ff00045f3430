import { eventually } from '@ride-hailing/testing';
import { OutboxFixture } from '../test/outbox-fixture';
import { DEFAULT_TUNING } from './outbox-tuning';
import { RelaySession } from './relay-session';

jest.setTimeout(60_000);

describe('the reads of a relay', () => {
  let fixture: OutboxFixture;
  let session: RelaySession;

  beforeEach(async () => {
    fixture = await OutboxFixture.start();
    session = await RelaySession.connect(fixture.databaseUrl, {
      leaseMs: DEFAULT_TUNING.lockLeaseMs,
      onLost: () => undefined,
      signal: new AbortController().signal,
    });
  });

  afterEach(async () => {
    await session.close();
    await fixture.close();
  });

  /** Index entries of unpublished rows that were read so far, by all sessions. */
  const entriesRead = async (): Promise<number> => {
    const { rows } = await fixture.pool.query<{ read: number }>(
      `SELECT sum(idx_tup_read)::float8 AS read FROM pg_stat_user_indexes WHERE relname = 'outbox'`,
    );
    return rows[0]?.read ?? 0;
  };

  it('cost as much for each of many waiting events as for few, though the plan was made when none waited', async () => {
    // By the index of ages, which stays small, since its dead entries are removed where new ones go.
    await fixture.fill(20_000);
    await fixture.pool.query('UPDATE outbox SET published_at = clock_timestamp()');
    await fixture.pool.query('VACUUM (ANALYZE) outbox');
    await fixture.pool.query('REINDEX INDEX outbox_unpublished_age');
    for (let time = 0; time < 10; time += 1) await session.heads('', 1_000, []);
    await fixture.pool.query('ALTER TABLE outbox SET (autovacuum_enabled = false)');
    await fixture.fill(3_000, 1, 'b');
    const before = await eventually(entriesRead);
    expect(await session.heads('', 1_000, [])).toHaveLength(1_000);
    // The statistics of a session are reported when it has been idle for a moment.
    const read = await eventually(async () => {
      const entries = (await entriesRead()) - before;
      return entries >= 1_000 ? entries : undefined;
    });
    expect(read).toBeLessThan(5_000);
  });

  it('leave out the rows that are under way, and find the next version of their aggregates', async () => {
    await fixture.fill(3, 2);
    const [first, second, third] = await session.heads('', 10, []);
    const found = await session.heads('', 10, [first!.id, third!.id]);
    expect(found.map(({ aggregateId, version }) => [aggregateId, version])).toEqual([
      [first!.aggregateId, 2],
      [second!.aggregateId, 1],
      [third!.aggregateId, 2],
    ]);
  });
});
