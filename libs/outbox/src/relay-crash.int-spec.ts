import { once } from 'node:events';
import { CRASH_POINTS, type CrashOrder, spawnRelay } from '../test/crashing-relay';
import { OutboxFixture } from '../test/outbox-fixture';

jest.setTimeout(60_000);

/** Runs a relay until it kills itself. */
async function crashRelay(order: CrashOrder): Promise<NodeJS.Signals | null> {
  const child = spawnRelay(order);
  const tooLate = setTimeout(() => child.kill('SIGTERM'), 30_000);
  const [, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null];
  clearTimeout(tooLate);
  return signal;
}

describe('a relay that is killed', () => {
  let fixture: OutboxFixture;

  beforeEach(async () => {
    fixture = await OutboxFixture.start();
  });

  afterEach(() => fixture.close());

  it.each(CRASH_POINTS)(
    'a relay that is killed %s loses nothing, stores nothing twice and keeps the order',
    async (point) => {
      await fixture.fill(60, 3);
      const signal = await crashRelay({ point, databaseUrl: fixture.databaseUrl, login: fixture.login });
      expect(signal).toBe('SIGKILL');
      expect(await fixture.unpublished()).toBeGreaterThan(0);
      fixture.startRelay();
      await fixture.drained();
      expect(await fixture.anomalies()).toEqual([]);
      expect(await fixture.stream.count()).toBe(180);
    },
  );

  it('a killed relay leaves only harmless duplicates when the next one starts after the duplicate window', async () => {
    await fixture.stream.provision(1_000);
    await fixture.fill(60, 3);
    await crashRelay({
      point: 'after acknowledgement, before mark',
      databaseUrl: fixture.databaseUrl,
      login: fixture.login,
    });
    await fixture.stream.forgetMessageIds(1_000);
    fixture.startRelay();
    await fixture.drained();
    expect(await fixture.stream.count()).toBeGreaterThan(180);
    expect(await fixture.anomalies()).toEqual([]);
  });
});
