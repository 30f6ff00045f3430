import { eventually } from '@ride-hailing/testing';
import { OutboxFixture, type RelayOfTest } from '../test/outbox-fixture';

jest.setTimeout(60_000);

describe('relays of one database', () => {
  let fixture: OutboxFixture;

  beforeEach(async () => {
    fixture = await OutboxFixture.start();
  });

  afterEach(() => fixture.close());

  const activeOf = (relays: RelayOfTest[]) => relays.filter(({ relay }) => relay.state === 'active');
  const oneIsActive = (relays: RelayOfTest[]) =>
    eventually(() => (activeOf(relays).length === 1 ? activeOf(relays)[0] : undefined));

  const killRelaySession = () =>
    fixture.pool.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
       WHERE application_name = 'outbox-relay' AND datname = current_database()
         AND pid IN (SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND granted)`,
    );

  it('one relay of a database is active at a time, and another takes over when it stops', async () => {
    const relays = [fixture.startRelay(), fixture.startRelay(), fixture.startRelay()];
    const first = await oneIsActive(relays);
    await fixture.fill(50, 2);
    await fixture.drained();
    await first.relay.stop();
    const second = await oneIsActive(relays);
    expect(second).not.toBe(first);
    await fixture.fill(50, 2, 'b');
    await fixture.drained();
    expect(await fixture.anomalies()).toEqual([]);
  });

  it('another relay takes over when the active one loses its connection in the middle of the work, and no event is lost', async () => {
    await fixture.fill(3_000, 3);
    const relays = [fixture.startRelay(), fixture.startRelay()];
    const reasons: unknown[] = [];
    for (const { events } of relays) events.on('relay', ({ error }) => error && reasons.push(error));
    for (let kill = 1; kill <= 3; kill += 1) {
      await oneIsActive(relays);
      await killRelaySession();
      await eventually(() => reasons.length >= kill);
    }
    await fixture.drained();
    expect(await fixture.anomalies()).toEqual([]);
    expect(await fixture.stream.count()).toBe(9_000);
  });
});
