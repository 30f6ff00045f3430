import { OutboxFixture } from '../test/outbox-fixture';
import { EnqueueingStatement } from './index';

jest.setTimeout(60_000);

const CHANGE = new EnqueueingStatement<{ id: string; version: number; madeAt: Date }>({
  name: 'change-things',
  with: `changed AS (
    INSERT INTO things AS thing SELECT id, 1 FROM unnest($1::text[]) AS id
    ON CONFLICT (id) DO UPDATE SET version = thing.version + 1 WHERE thing.version < $2::integer
    RETURNING id, version, now() AS "madeAt", id AS aggregate_id,
      jsonb_build_object('madeAt', now(), 'version', version) AS late_payload,
      jsonb_build_object('ce-time', now()) AS late_headers)`,
  parameters: 2,
  returning: 'id, version, "madeAt"',
});

describe('changes and their events in one statement', () => {
  let fixture: OutboxFixture;

  beforeAll(async () => {
    fixture = await OutboxFixture.start();
  });

  afterAll(() => fixture.close());

  const changeAll = (ids: readonly string[], most = 9) => {
    return CHANGE.run(
      fixture.pool,
      [ids, most],
      ids.map((id) => fixture.event(id, 0)),
    );
  };
  const change = async (id: string, most?: number) => (await changeAll([id], most))[0];
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

  it('enqueue the event of each aggregate that is changed, and of no other', async () => {
    await changeAll(['e', 'f']);
    await change('f');
    const changed = await changeAll(['e', 'f', 'g'], 2);
    const versions = changed.map(({ id, version }) => [id, version]).sort();
    expect(versions).toEqual([
      ['e', 2],
      ['g', 1],
    ]);
    const events = await fixture.committed();
    const versionsOf = (id: string) =>
      events.flatMap(({ aggregateId, version }) => (aggregateId === id ? version : [])).sort();
    expect(['e', 'f', 'g'].map(versionsOf)).toEqual([[1, 2], [1, 2], [1]]);
  });

  it('change nothing when an aggregate has no event', async () => {
    const events = [fixture.event('i', 0), fixture.event('J', 0)];
    const changing = CHANGE.run(fixture.pool, [['i', 'j'], 9], events);
    await expect(changing).rejects.toMatchObject({ code: '23502' });
    expect([await versionOf('i'), await versionOf('j')]).toEqual([undefined, undefined]);
  });

  it('change nothing when an event cannot be enqueued', async () => {
    await change('c');
    const { id } = fixture.event('c', 1);
    await fixture.pool.query(
      `INSERT INTO outbox (id, aggregate_id, version, subject, type, payload, headers)
       VALUES ($1, 'c', 2, 's', 't', '{}', '{}')`,
      [id],
    );
    await expect(changeAll(['c', 'h'])).rejects.toMatchObject({ code: '23505' });
    expect([await versionOf('c'), await versionOf('h')]).toEqual([1, undefined]);
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
