import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { CRASH_POINTS, type CrashOrder } from '../test/crashing-relay';
import { OutboxFixture } from '../test/outbox-fixture';

jest.setTimeout(60_000);

const WORKSPACE = join(__dirname, '../../..');
const PROGRAM = join(__dirname, '../test/crashing-relay.ts');

/** Runs a relay until it has killed itself. */
async function crashRelay(order: CrashOrder): Promise<NodeJS.Signals | null> {
  const args = ['-r', '@swc-node/register', PROGRAM, JSON.stringify(order)];
  const child = spawn(process.execPath, args, { cwd: WORKSPACE, stdio: ['ignore', 'inherit', 'inherit'] });
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
    'loses nothing, stores nothing twice and keeps the order when killed %s',
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

  it('leaves only harmless repeats when the next one comes after the broker has forgotten the message ids', async () => {
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
