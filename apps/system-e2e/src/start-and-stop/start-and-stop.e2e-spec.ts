import { reservePortBlock, type PortBlock, workspaceRoot } from '@ride-hailing/stack';
import { eventually } from '@ride-hailing/testing';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isReady } from '../running-system/health';
import { call, callAsDispatcher, must } from '../running-system/http';
import type { CurrentRide, Ride } from '../running-system/system';
import { Command } from './command';

const ROOT = workspaceRoot();
const START_WITHIN_MS = 90_000;
const STOP_WITHIN_MS = 15_000;

interface StackFile {
  readonly processes: readonly { name: string; pid: number; url: string; ready: boolean }[];
}

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const server = createServer();
    server
      .once('error', () => resolve(false))
      .listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });

describe('npm start and nx serve', () => {
  let folder: string;
  let ports: PortBlock;
  let running: Command | undefined;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'ride-hailing-start-'));
    ports = await reservePortBlock();
  });

  afterAll(async () => {
    running?.terminate();
    await eventually(() => processes().every(({ pid }) => !isAlive(pid)), { timeoutMs: STOP_WITHIN_MS });
    await ports.release();
    rmSync(folder, { recursive: true, force: true });
  }, 30_000);

  const processes = (): StackFile['processes'] => {
    try {
      return (JSON.parse(readFileSync(join(folder, 'stack.json'), 'utf8')) as StackFile).processes;
    } catch {
      return [];
    }
  };

  const start = (): Command => {
    const options = `--port-base ${ports.base} --drivers 20 --rides-per-second 2`;
    return (running = new Command(folder, `npm start -- ${options}`));
  };

  const now = (line: string): { status: number | null; output: string } => {
    const env = { ...process.env, STACK_FOLDER: folder };
    const { status, stdout, stderr } = spawnSync('sh', ['-c', line], {
      cwd: ROOT,
      env,
      encoding: 'utf8',
      timeout: 60_000,
    });
    return { status, output: stdout + stderr };
  };

  const allGone = async (pids: readonly number[]): Promise<void> => {
    const started = performance.now();
    await eventually(() => !pids.some(isAlive), { timeoutMs: STOP_WITHIN_MS });
    console.log(`everything had ended ${Math.round(performance.now() - started)} ms after SIGTERM`);
    // The command itself closes the ports of its proxies last.
    const offsets = [0, 1, 2, 3, 4, 11, 22, 32, 33];
    const areFree = async () =>
      (await Promise.all(offsets.map((offset) => isFree(ports.base + offset)))).every(Boolean);
    await eventually(areFree, { timeoutMs: STOP_WITHIN_MS });
  };

  it('starts everything, and prints commands that show where each part of an answer comes from', async () => {
    const system = start();
    await system.says('Ctrl-C stops everything');
    const [, token = ''] = /^ *TOKEN=(\S+)$/m.exec(system.output) ?? [];
    callAsDispatcher(token);
    expect(system.output).toMatch(
      new RegExp(`Ready after .*\\n\\nOpen http://127\\.0\\.0\\.1:${ports.base + 4}/\\?key=[\\w-]{20,}\\n`),
    );
    const commands = system.output.match(/curl -H "[^"]+" '[^']+'/g) ?? [];
    expect(commands).toHaveLength(3);
    const [nearest, withDetails, local] = commands.map(
      (command) =>
        JSON.parse(
          now(`TOKEN=${token}; curl --silent --fail --max-time 5 ${command.slice('curl '.length)}`).output,
        ) as unknown,
    );
    expect((nearest as { drivers: unknown[] }).drivers).toHaveLength(3);
    expect(withDetails as CurrentRide).toMatchObject({ sources: { ride: { from: 'local-copy' } } });
    expect((withDetails as CurrentRide).ride?.status).toMatch(/ASSIGNED|IN_PROGRESS/);
    expect((withDetails as CurrentRide).details).toMatchObject({ riderName: expect.any(String) as string });
    expect((local as CurrentRide).ride?.id).toBe((withDetails as CurrentRide).ride?.id);
    expect((local as CurrentRide).sources.details.from).toBe('not-asked');
  }, 120_000);

  it('npm run status lists every process with its address', () => {
    const { status, output } = now('npm run --silent status');
    expect(status).toBe(0);
    for (const { name, url, ready, pid } of processes()) {
      expect(ready).toBe(true);
      expect(output).toMatch(new RegExp(`${name} +ready +${url.replace(/[/.]/g, '\\$&')} +${pid}`));
    }
    expect(processes().map(({ name }) => name)).toEqual(
      expect.arrayContaining([
        'postgres',
        'nats',
        'ride-service',
        'driver-service',
        'gateway',
        'phone-access',
        'fleet-simulator',
        'dashboard',
      ]),
    );
  }, 30_000);

  it('refuses a second start of the same checkout and a port in use, and names the option', () => {
    const second = now(`npm start -- --port-base ${ports.base}`);
    expect(second).toMatchObject({ status: 1, output: expect.stringContaining('--port-base') as string });
    expect(second.output).toContain('runs already');
    const elsewhere = `${folder}/elsewhere`;
    const taken = now(`STACK_FOLDER=${elsewhere} npm start -- --port-base ${ports.base}`);
    expect(taken).toMatchObject({ status: 1, output: expect.stringContaining('--port-base') as string });
    expect(taken.output).toContain(`${ports.base} (gateway)`);
  }, 60_000);

  it("runs an operator's commands against the running system", () => {
    expect(now('npm run --silent republish -- ride-events')).toMatchObject({
      status: 0,
      output: expect.stringMatching(/published again: \d+, none of them waits\ndone after/) as string,
    });
    expect(now('npm run --silent rebuild -- ride-copy --patience 5')).toMatchObject({
      status: 0,
      output: expect.stringMatching(/\d+ rides read, \d+ written\ndone after/) as string,
    });
    expect(now('npm run --silent republish -- ride-events --since noon')).toMatchObject({
      status: 1,
      output: expect.stringContaining('--since must be a time with its zone') as string,
    });
  }, 60_000);

  it('stops within seconds of SIGTERM, leaves no process and no port in use, and keeps the data', async () => {
    const pids = processes().map(({ pid }) => pid);
    const gateway = `http://127.0.0.1:${ports.base}`;
    const { rides } = await must<{ rides: Ride[] }>(`${gateway}/rides?limit=1`);
    running?.terminate();
    await allGone(pids);

    await start().says('Ctrl-C stops everything');
    expect((await call(`${gateway}/rides/${rides[0]?.id}`)).status).toBe(200);
    const again = processes().map(({ pid }) => pid);
    running?.terminate();
    await allGone(again);
  }, 150_000);

  it('serves one app with a Postgres and a NATS of its own, and leaves nothing behind', async () => {
    running = new Command(folder, `npx nx serve ride-service --port-base ${ports.base}`);
    const url = `http://127.0.0.1:${ports.base + 1}`;
    await eventually(() => isReady(url), { timeoutMs: START_WITHIN_MS });
    const pids = processes().map(({ pid }) => pid);
    expect(processes().map(({ name }) => name)).toEqual(expect.arrayContaining(['postgres', 'nats']));
    running.terminate();
    await allGone(pids);
    await eventually(
      () =>
        call(`${url}/health/live`).then(
          () => false,
          () => true,
        ),
      { timeoutMs: STOP_WITHIN_MS },
    );
  }, 150_000);

  it('npm run reset deletes the data', () => {
    expect(now('npm run --silent reset')).toMatchObject({ status: 0 });
    expect(processes()).toEqual([]);
  }, 30_000);
});
