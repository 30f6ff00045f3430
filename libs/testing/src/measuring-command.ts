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

/** `npm run lab` or `npm run bench` as a person types it, with temporary folders of its own to look into. */
export class MeasuringCommand {
  readonly folder = mkdtempSync(join(tmpdir(), 'ride-hailing-command-'));
  readonly out = join(this.folder, 'out');
  private readonly temporary = join(this.folder, 'tmp');
  private readonly child: ChildProcess;
  private readonly closed: Promise<unknown>;
  private text = '';

  /** `--out` is set. */
  constructor(script: 'lab' | 'bench', ...args: string[]) {
    // Postgres' user has to get through.
    chmodSync(this.folder, 0o755);
    mkdirSync(this.temporary);
    this.child = spawn(
      'env',
      [`TMPDIR=${this.temporary}`, 'npm', 'run', script, '--', ...args, '--out', this.out],
      {
        cwd: ROOT,
        // A group of its own, as a terminal gives to each command.
        detached: true,
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    );
    this.closed = once(this.child, 'close');
    this.child.stdout?.on('data', (data: Buffer) => (this.text += data.toString()));
    this.child.stderr?.on('data', (data: Buffer) => (this.text += data.toString()));
  }

  /** All that it has said. */
  get said(): string {
    return this.text;
  }

  /** What it has not cleaned away. The compiler's cache is meant to stay, and npm keeps what V8 has compiled of it. */
  get left(): string[] {
    return readdirSync(this.temporary).filter((name) => !/^(swc-|node-compile-cache$)/.test(name));
  }

  /** Waits until driver-service of a system of it is ready. Gives the pids of that system. */
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

  /** As a terminal does it: the signal reaches every process of the group. */
  ctrlC(): void {
    if (this.child.pid) process.kill(-this.child.pid, 'SIGINT');
  }

  /** Waits also until nothing more can be said. */
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
