import { FaultProxy } from '@ride-hailing/stack';
import { eventually } from '@ride-hailing/testing';
import { spawnRelay } from '../test/crashing-relay';
import { OutboxFixture } from '../test/outbox-fixture';

jest.setTimeout(90_000);

const LEASE_MS = 1_000;

describe('a relay during a freeze or without answers', () => {
  let fixture: OutboxFixture;

  beforeEach(async () => {
    fixture = await OutboxFixture.start();
  });

  afterEach(() => fixture.close());

  const change = async (count: number) => {
    for (let turn = 0; turn < count; turn += 1) await fixture.change('a');
  };

  it('a frozen relay loses its lock to a standby, which reports the backlog, and does not break the order when it thaws', async () => {
    const { databaseUrl, login } = fixture;
    const tuning = { lockLeaseMs: LEASE_MS, lockIntervalMs: 100 };
    const child = spawnRelay({ point: 'never', databaseUrl, login, tuning });
    try {
      await change(1);
      await fixture.drained();
      child.kill('SIGSTOP');
      await change(5);
      const next = fixture.startRelay({ tuning: { lockLeaseMs: LEASE_MS, backlogIntervalMs: 50 } });
      const ages: number[] = [];
      next.events.on('backlog', ({ oldestAgeMs }) => {
        if (next.relay.state === 'standing-by') ages.push(oldestAgeMs);
      });
      await eventually(() => ages.some((age) => age > 0));
      await fixture.drained(15_000);
      expect(next.relay.state).toBe('active');
      child.kill('SIGCONT');
      await change(5);
      await fixture.drained();
      expect(await fixture.anomalies()).toEqual([]);
      expect(await fixture.stream.count()).toBe(11);
    } finally {
      child.kill('SIGKILL');
    }
  });

  it('a relay keeps its lock while it has no statement to send', async () => {
    // Long enough for a busy machine, which may keep the relay from speaking for a while.
    const lockLeaseMs = 3 * LEASE_MS;
    const never = { publish: () => new Promise<never>(() => undefined) };
    await fixture.fill(1);
    const quiet = { pollIntervalMs: 60_000, backlogIntervalMs: 60_000, maxInFlight: 1 };
    const { relay, events } = fixture.startRelay({
      publisher: never,
      tuning: { ...quiet, lockLeaseMs },
    });
    await eventually(() => relay.state === 'active');
    const states: string[] = [];
    events.on('relay', ({ state }) => states.push(state));
    const other = fixture.startRelay({ tuning: { backlogIntervalMs: 100 } });
    const ages: number[] = [];
    other.events.on('backlog', ({ oldestAgeMs }) => ages.push(oldestAgeMs));
    await eventually(() => (ages.at(-1) ?? 0) > 2 * lockLeaseMs);
    expect([relay.state, other.relay.state, states]).toEqual(['active', 'standing-by', []]);
  });

  it.each(['connecting', 'standing by', 'active'])(
    'a relay that is %s stops within 4.5 s though the database accepts connections and never answers',
    async (what) => {
      const { hostname, port } = new URL(fixture.databaseUrl);
      const proxy = await FaultProxy.start({ host: hostname, port: Number(port) });
      const through = new URL(fixture.databaseUrl);
      through.host = proxy.address;
      try {
        if (what === 'standing by') {
          const first = fixture.startRelay();
          await eventually(() => first.relay.state === 'active');
        }
        if (what === 'connecting') proxy.set({ blocked: 'to-client' });
        const { relay, events } = fixture.startRelay({
          databaseUrl: through.href,
          tuning: { backlogIntervalMs: 50 },
        });
        if (what !== 'connecting') await new Promise((resolve) => events.once('backlog', resolve));
        proxy.set({ blocked: 'to-client' });
        const startedAt = performance.now();
        await relay.stop();
        expect(performance.now() - startedAt).toBeLessThan(4_500);
        expect(relay.state).toBe('stopped');
      } finally {
        await proxy.close();
      }
    },
  );
});
