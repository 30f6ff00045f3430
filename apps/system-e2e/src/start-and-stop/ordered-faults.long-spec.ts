import { type PortBlock, reservePortBlock, workspaceRoot } from '@ride-hailing/stack';
import { eventually } from '@ride-hailing/testing';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { callAsDispatcher, must } from '../running-system/http';
import type { CurrentRide } from '../running-system/system';
import { Command } from './command';

const COMMAND_WITHIN_MS = 60_000;
const STOP_WITHIN_MS = 60_000;
const WITHIN_MS = 240_000;

describe('faults and processes of a system that npm start runs', () => {
  let folder: string;
  let ports: PortBlock;
  let running: Command;

  /** Runs a command as its npm script does, without npm, which takes longer than the command. */
  const now = (line: string): { status: number | null; output: string } => {
    const { status, stdout, stderr } = spawnSync(process.execPath, ['tools/stack.mjs', ...line.split(' ')], {
      cwd: workspaceRoot(),
      env: { ...process.env, STACK_FOLDER: folder },
      encoding: 'utf8',
      timeout: COMMAND_WITHIN_MS,
    });
    return { status, output: stdout + stderr };
  };
  /** The cells of a process's line: name, state, address, process id. */
  const shown = (name: string): string[] => {
    const line = now('status')
      .output.split('\n')
      .find((one) => one.startsWith(`${name} `));
    return line?.split(/ {2,}/) ?? [];
  };
  const until = (name: string, state: string) =>
    eventually(() => shown(name)[1] === state, { timeoutMs: COMMAND_WITHIN_MS });
  const currentRide = () =>
    must<CurrentRide>(`http://127.0.0.1:${ports.base}/drivers/d-1/current-ride?cache=none`);

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'ride-hailing-faults-'));
    ports = await reservePortBlock();
    running = new Command(folder, `npm start -- --port-base ${ports.base} --drivers 20 --rides-per-second 1`);
    await running.says('Ctrl-C stops everything');
    callAsDispatcher(/^ *TOKEN=(\S+)$/m.exec(running.output)?.[1] ?? '');
  }, 150_000);

  afterAll(async () => {
    running.terminate();
    await running.says('Stopped in');
    await ports.release();
    rmSync(folder, { recursive: true, force: true });
  }, STOP_WITHIN_MS * 2);

  it('keeps the socket of the control API to its owner', () => {
    const { controlSocket } = JSON.parse(readFileSync(join(folder, 'stack.json'), 'utf8')) as {
      controlSocket: string;
    };
    expect(statSync(controlSocket).mode & 0o777).toBe(0o600);
  });

  it.each(['ride-service', 'nats', 'postgres'])(
    'shows that %s was killed from outside, and starts it again on request',
    async (name) => {
      const [, , , pid] = shown(name);
      process.kill(Number(pid), 'SIGKILL');
      await until(name, 'died (SIGKILL)');
      expect(now('status')).toMatchObject({
        status: 1,
        output: expect.stringContaining(`npm run process -- start ${name}`) as string,
      });
      expect(now(`process start ${name}`)).toMatchObject({
        status: 0,
        output: expect.stringMatching(new RegExp(`^${name}: ready, process \\d+`)) as string,
      });
      expect(shown(name)[1]).toBe('ready');
      await eventually(async () => (await currentRide()).details !== null);
    },
    WITHIN_MS,
  );

  it(
    'freezes a service for 3 s, and lets it go on by itself',
    async () => {
      expect(now('faults add frozen ride-service --for 3').output).toBe(
        'f1: ride-service frozen, ends by itself in 3 s\n',
      );
      await until('ride-service', 'ready');
      expect(now('faults list').output).toBe('No fault is at work.\n');
      await running.says('Fault f1 is over: ride-service frozen');
    },
    WITHIN_MS,
  );

  it(
    'slows the calls of Ride Service until the fault is healed',
    async () => {
      const detailsTook = async () => {
        const { sources } = await currentRide();
        return sources.details.from === 'unavailable' ? Infinity : sources.details.tookMs;
      };
      await eventually(async () => (await detailsTook()) < 200);
      const order = 'add link driver-service ride-service slow --latency 150 --for 60';
      expect(now(`faults ${order}`).status).toBe(0);
      expect(await detailsTook()).toBeGreaterThan(280);
      expect(now('status').output).toMatch(/f2 +driver-service > ride-service slow +\d+ s left/);
      expect(now('faults heal f2').status).toBe(0);
      await eventually(async () => (await detailsTook()) < 200);
    },
    WITHIN_MS,
  );

  it(
    'orders faulty driver updates of the simulator, and heals all faults at once',
    async () => {
      expect(now('faults add updates --duplicates 0.5 --for 60').status).toBe(0);
      expect(now('faults add killed ride-service --for 60').status).toBe(0);
      expect(shown('ride-service')[1]).toBe('killed');
      const second = now('faults add frozen ride-service');
      expect(second).toMatchObject({
        status: 1,
        output: expect.stringContaining('has a fault already') as string,
      });
      expect(now('faults heal').status).toBe(0);
      expect(now('faults list').output).toBe('No fault is at work.\n');
      await until('ride-service', 'ready');
    },
    WITHIN_MS,
  );

  it.each([
    ['faults add frozen ride-service --for 301', '--for must be at most 300'],
    ['faults add frozen billing', 'process must be one of postgres, nats, ride-service'],
    [
      'faults add link gateway nats slow',
      'to must be one of ride-service, driver-service, postgres after gateway',
    ],
    ['process start billing', 'process must be one of postgres, nats, ride-service'],
  ])(
    'refuses "%s", and says what is allowed',
    (command, reason) => {
      const { status, output } = now(`${command}`);
      expect(output).toContain(reason);
      expect(output).not.toMatch(/\n\s+at /);
      expect(status).toBe(1);
    },
    WITHIN_MS,
  );

  it(
    'stops while faults are at work, and leaves no process behind',
    async () => {
      const pids = ['ride-service', 'driver-service'].map((name) => Number(shown(name)[3]));
      expect(now('faults add frozen ride-service --for 300').status).toBe(0);
      expect(now('faults add killed gateway --for 300').status).toBe(0);
      running.terminate();
      await eventually(() => running.output.includes('Stopped in'), { timeoutMs: STOP_WITHIN_MS });
      for (const pid of pids) expect(() => process.kill(pid, 0)).toThrow('ESRCH');
      expect(now('status').output).toContain('Nothing runs');
    },
    WITHIN_MS,
  );
});
