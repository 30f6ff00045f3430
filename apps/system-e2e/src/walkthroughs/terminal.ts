import { eventually } from '@ride-hailing/testing';
import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';

const ROOT = join(__dirname, '../../../..');
const TYPED_WITHIN_MS = 60_000;
const ENDED_WITHIN_MS = 20_000;

export interface Typed {
  /** Both stdout and stderr. */
  readonly output: string;
  /** Exit status of the first command that failed, or 0. */
  readonly status: number;
}

/** A bash in the checkout, with what it prints. */
export class Terminal {
  output = '';
  private readonly shell: ChildProcess;

  /** @param line a command to run instead of waiting for what is typed */
  constructor(folder: string, line?: string) {
    this.shell = spawn('bash', ['--noprofile', '--norc', ...(line === undefined ? [] : ['-c', line])], {
      cwd: ROOT,
      env: { ...process.env, STACK_FOLDER: folder, NX_DAEMON: 'false', NX_TUI: 'false' },
      stdio: ['pipe', 'pipe', 'pipe'],
      // A process group of its own, so that Ctrl-C reaches all that runs in it.
      detached: true,
    });
    for (const stream of [this.shell.stdout, this.shell.stderr]) {
      stream?.on('data', (data: Buffer) => (this.output += data.toString()));
    }
    this.shell.stdin?.on('error', () => undefined);
    if (line === undefined) this.shell.stdin?.write('exec 2>&1; set -u -o pipefail\n');
  }

  get hasEnded(): boolean {
    return this.shell.exitCode !== null || this.shell.signalCode !== null;
  }

  /**
   * Runs the commands up to the first that fails, which ends the terminal. What they set stays set for the next.
   * @throws Error when they take too long
   */
  type(commands: string): Promise<Typed> {
    return this.run(`set -e\n${commands}\nset +e`);
  }

  /** Runs the commands as often as one likes: whether they fail or not, the terminal is as it was. */
  ask(question: string): Promise<Typed> {
    return this.run(`(\n${question}\n)`);
  }

  async says(text: string, timeoutMs: number): Promise<void> {
    const seen = () => {
      if (this.output.includes(text)) return true;
      if (this.hasEnded) throw new Error('it has ended');
      return false;
    };
    await eventually(seen, { timeoutMs }).catch((cause: unknown) => {
      throw new Error(`the terminal did not say "${text}":\n${this.output}`, { cause });
    });
  }

  /** Ctrl-C, and again by force when that does not help. */
  async close(): Promise<void> {
    this.signal('SIGINT');
    this.shell.stdin?.end();
    await eventually(() => this.hasEnded, { timeoutMs: ENDED_WITHIN_MS }).catch(() => this.signal('SIGKILL'));
  }

  private async run(script: string): Promise<Typed> {
    const mark = randomUUID();
    const from = this.output.length;
    this.shell.stdin?.write(`{ ${script}\n} </dev/null; printf '\\n%s %s\\n' ${mark} $?\n`);
    const answered = new RegExp(`^([^]*)\\n${mark} (\\d+)\\n`);
    const look = (): Typed | false => {
      const printed = this.output.slice(from);
      const [, output, status] = answered.exec(printed) ?? [];
      if (output !== undefined) return { output, status: Number(status) };
      return this.hasEnded && { output: printed, status: this.shell.exitCode ?? 1 };
    };
    return eventually(look, { timeoutMs: TYPED_WITHIN_MS, intervalMs: 20 }).catch((cause: unknown) => {
      throw new Error(`not done within ${TYPED_WITHIN_MS} ms, so far:\n${this.output.slice(from)}`, {
        cause,
      });
    });
  }

  private signal(signal: NodeJS.Signals): void {
    try {
      if (this.shell.pid) process.kill(-this.shell.pid, signal);
    } catch {
      // Nothing of it runs any more.
    }
  }
}
