import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from '@ride-hailing/testing';

const ROOT = join(__dirname, '../../..');
const BEGINS_WITHIN_MS = 120_000;

/** `npm run lab` as a person types it, with temporary folders of its own to look into. */
export class LabCommand {
  readonly folder = mkdtempSync(join(tmpdir(), 'ride-hailing-lab-spec-'));
  readonly out = join(this.folder, 'out');
  private readonly temporary = join(this.folder, 'tmp');
  private readonly child: ChildProcess;
  private text = '';

  /** `--out` is set. */
  constructor(...args: string[]) {
    // Postgres' user has to get through.
    chmodSync(this.folder, 0o755);
    mkdirSync(this.temporary);
    this.child = spawn('npm', ['run', 'lab', '--', ...args, '--out', this.out], {
      cwd: ROOT,
      // A group of its own, as a terminal gives to each command.
      detached: true,
      env: { ...process.env, TMPDIR: this.temporary },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.child.stdout?.on('data', (data: Buffer) => (this.text += data.toString()));
    this.child.stderr?.on('data', (data: Buffer) => (this.text += data.toString()));
  }

  /** All that it has said. */
  get said(): string {
    return this.text;
  }

  /** What it has not cleaned away: the compiler's cache is meant to stay. */
  get left(): string[] {
    return readdirSync(this.temporary).filter((name) => !name.startsWith('swc-'));
  }

  /** Waits until a system of it runs, and is ready. */
  async runs(): Promise<void> {
    await eventually(() => this.left.some((name) => this.isReady(name)), { timeoutMs: BEGINS_WITHIN_MS });
  }

  private isReady(folder: string): boolean {
    const stack = JSON.parse(readFileSync(join(this.temporary, folder, 'stack.json'), 'utf8')) as {
      processes: readonly { name: string; ready: boolean }[];
    };
    return stack.processes.some(({ name, ready }) => name === 'driver-service' && ready);
  }

  /** As a terminal does it: the signal reaches every process of the group. */
  ctrlC(): void {
    if (this.child.pid) process.kill(-this.child.pid, 'SIGINT');
  }

  async ended(): Promise<number | null> {
    if (this.child.exitCode === null && this.child.signalCode === null) await once(this.child, 'exit');
    return this.child.exitCode;
  }

  async clean(): Promise<void> {
    if (this.child.exitCode === null && this.child.signalCode === null) this.ctrlC();
    await this.ended();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
