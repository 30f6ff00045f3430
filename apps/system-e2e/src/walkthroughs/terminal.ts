import { eventually } from '@ride-hailing/testing';
import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { workspaceRoot } from '@ride-hailing/stack';

const TYPED_WITHIN_MS = 60_000;
const ENDED_WITHIN_MS = 20_000;

export interface Typed {
  /** Both stdout and stderr. */
  readonly output: string;
  /** Exit status of the first command that failed, or 0. */
  readonly status: number;
}

/** A bash in the checkout, with its output. */
export class Terminal {
  output = '';
  private readonly shell: ChildProcess;

  /** @param line a command to run instead of reading typed commands */
  constructor(folder: string, line?: string) {
    this.shell = spawn('bash', ['--noprofile', '--norc', ...(line === undefined ? [] : ['-c', line])], {
      cwd: workspaceRoot(),
      env: { ...process.env, STACK_FOLDER: folder, NX_DAEMON: 'false', NX_TUI: 'false' },
      stdio: ['pipe', 'pipe', 'pipe'],
      // A process group of its own, so that Ctrl-C reaches every process in it.
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
   * Runs the commands up to the first that fails, which ends the terminal. Variables stay set for later commands.
   * @throws Error when the commands take too long
   */
  type(commands: string): Promise<Typed> {
    return this.run(`set -e\n${commands}\nset +e`);
  }

  /** Runs the commands in a subshell, which leaves the terminal unchanged whether they fail or not. */
  tryOut(commands: string): Promise<Typed> {
    return this.run(`(\n${commands}\n)`);
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

  /** Sends Ctrl-C, and kills the process group when that does not end it. */
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
      // The process group has ended.
    }
  }
}
