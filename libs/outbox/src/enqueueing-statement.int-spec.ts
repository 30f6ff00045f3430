import { OutboxFixture } from '../test/outbox-fixture';
import { EnqueueingStatement } from './index';

jest.setTimeout(60_000);

const CHANGE = new EnqueueingStatement<{ version: number; madeAt: Date }>({
  name: 'change-thing',
  with: `changed AS (
    INSERT INTO things AS thing VALUES ($1::text, 1)
    ON CONFLICT (id) DO UPDATE SET version = thing.version + 1 WHERE thing.version < $2::integer
    RETURNING version, now() AS "madeAt", jsonb_build_object('madeAt', now(), 'version', version) AS late_payload,
      jsonb_build_object('ce-time', now()) AS late_headers)`,
  parameters: 2,
  returning: 'version, "madeAt"',
});

describe('a change and its event in one statement', () => {
  let fixture: OutboxFixture;

  beforeAll(async () => {
    fixture = await OutboxFixture.start();
  });

  afterAll(() => fixture.close());

  const change = (id: string, most = 9) => {
    return CHANGE.run(fixture.pool, [id, most], fixture.event(id, 0));
  };
  const versionOf = async (id: string) => {
    const { rows } = await fixture.pool.query<{ version: number }>(
      'SELECT version FROM things WHERE id = $1',
      [id],
    );
    return rows[0]?.version;
  };

  it('enqueue each version once, with what only the database knows, as it tells the caller', async () => {
    const first = await change('a');
    const second = await change('a');
    expect([first?.version, second?.version]).toEqual([1, 2]);
    const { rows } = await fixture.pool.query<{ version: number; payload: string; headers: object }>(
      `SELECT version, payload, headers FROM outbox WHERE aggregate_id = 'a' ORDER BY version`,
    );
    expect(rows.map(({ version }) => version)).toEqual([1, 2]);
    const { madeAt, ...payload } = JSON.parse(rows[1]?.payload ?? '') as { madeAt: string };
    expect(payload).toEqual({ aggregateId: 'a', version: 2 });
    expect(new Date(madeAt)).toEqual(second?.madeAt);
    expect(rows[1]?.headers).toEqual({ 'ce-type': 'thing.changed', 'ce-time': madeAt });
  });

  it('enqueue nothing when nothing is changed', async () => {
    await change('b', 1);
    expect(await change('b', 1)).toBeUndefined();
    expect((await fixture.committed()).filter(({ aggregateId }) => aggregateId === 'b')).toHaveLength(1);
  });

  it('change nothing when the event cannot be enqueued', async () => {
    await change('c');
    const { id } = fixture.event('c', 1);
    await fixture.pool.query(
      `INSERT INTO outbox (id, aggregate_id, version, subject, type, payload, headers)
       VALUES ($1, 'c', 2, 's', 't', '{}', '{}')`,
      [id],
    );
    await expect(change('c')).rejects.toMatchObject({ code: '23505' });
    expect(await versionOf('c')).toBe(1);
  });

  it('give versions without holes to changes at the same time, published in their order', async () => {
    await Promise.all(Array.from({ length: 40 }, () => change('d', 99)));
    expect(await versionOf('d')).toBe(40);
    await fixture.pool.query(`DELETE FROM outbox WHERE subject = 's'`);
    fixture.startRelay();
    await fixture.drained();
    expect(await fixture.anomalies()).toEqual([]);
  });
});
