import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from './eventually';

const ROOT = join(__dirname, '../../..');
const BEGINS_WITHIN_MS = 120_000;

interface StackProcess {
  readonly name: string;
  readonly pid: number;
  readonly ready: boolean;
}

const isReady = (processes: readonly StackProcess[]): boolean =>
  processes.some(({ name, ready }) => name === 'driver-service' && ready);

/** Runs `npm run lab`, `npm run bench` or `npm run chaos` as a user types it, with its own folders for temporary files and output. */
export class MeasuringCommand {
  readonly folder = mkdtempSync(join(tmpdir(), 'ride-hailing-command-'));
  readonly out: string;
  private readonly temporary = join(this.folder, 'tmp');
  private readonly child: ChildProcess;
  private readonly closed: Promise<unknown>;
  private text = '';

  /** @param args without `--out`, which this sets; its value may be given by an object behind them */
  constructor(script: 'lab' | 'bench' | 'chaos', ...given: (string | { readonly out: string })[]) {
    const args = given.filter((one) => typeof one === 'string');
    const out = given.find((one) => typeof one !== 'string')?.out;
    this.out = out ?? join(this.folder, 'out');
    // The user of Postgres must be able to enter.
    chmodSync(this.folder, 0o755);
    mkdirSync(this.temporary);
    this.child = spawn(
      'env',
      [`TMPDIR=${this.temporary}`, 'npm', 'run', script, '--', ...args, '--out', this.out],
      {
        cwd: ROOT,
        // A separate process group, as a terminal gives to each command.
        detached: true,
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    );
    this.closed = once(this.child, 'close');
    this.child.stdout?.on('data', (data: Buffer) => (this.text += data.toString()));
    this.child.stderr?.on('data', (data: Buffer) => (this.text += data.toString()));
  }

  /** Its output so far, stdout and stderr. */
  get said(): string {
    return this.text;
  }

  /** Temporary files that it has not removed, without the compile caches of swc and V8, which are kept on purpose. */
  get left(): string[] {
    return readdirSync(this.temporary).filter((name) => !/^(swc-|node-compile-cache$)/.test(name));
  }

  /** Waits until the driver-service of one of its systems is ready. Resolves with the pids of that system. */
  async runs(): Promise<readonly number[]> {
    return eventually(
      () =>
        this.left
          .map((name) => this.processesIn(name))
          .find(isReady)
          ?.map(({ pid }) => pid),
      {
        timeoutMs: BEGINS_WITHIN_MS,
      },
    );
  }

  private processesIn(folder: string): readonly StackProcess[] {
    const file = join(this.temporary, folder, 'stack.json');
    if (!existsSync(file)) return [];
    return (JSON.parse(readFileSync(file, 'utf8')) as { processes: readonly StackProcess[] }).processes;
  }

  /** Sends SIGINT to every process of the group, as a terminal does. */
  ctrlC(): void {
    if (this.child.pid) process.kill(-this.child.pid, 'SIGINT');
  }

  /** Waits until it has ended and its output is complete. Resolves with the exit code. */
  async ended(): Promise<number | null> {
    await this.closed;
    return this.child.exitCode;
  }

  async clean(): Promise<void> {
    if (this.child.exitCode === null && this.child.signalCode === null) this.ctrlC();
    await this.ended();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
