import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { delimiter, dirname } from 'node:path';
import { until } from '../servers/processes/until';
import { workspaceRoot } from '../workspace-root';

const TYPED_WITHIN_MS = 50_000;
const ENDED_WITHIN_MS = 20_000;
const LOOK_EVERY_MS = 20;
const MOST_OUTPUT = 200_000;

export interface Typed {
  /** Both stdout and stderr; of more than 200,000 characters the last ones. */
  readonly output: string;
  /** Why the commands count as failed. */
  readonly failure?: string;
}

/** The environment of a terminal that was opened beside `npm start`: the same Node first, and nothing of npm's own. */
function environment(folder: string): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(([name]) => !name.startsWith('npm_'));
  const PATH = [dirname(process.execPath), process.env.PATH].join(delimiter);
  return { ...Object.fromEntries(own), PATH, STACK_FOLDER: folder, NX_DAEMON: 'false', NX_TUI: 'false' };
}

/** A bash in the checkout, with its output. */
export class Terminal {
  /** What it printed since the last commands were typed; of more than 200,000 characters the last ones. */
  output = '';
  private readonly shell: ChildProcess;

  /** @param line a command to run instead of reading typed commands */
  constructor(folder: string, line?: string) {
    this.shell = spawn('bash', ['--noprofile', '--norc', ...(line === undefined ? [] : ['-c', line])], {
      cwd: workspaceRoot(),
      env: environment(folder),
      stdio: ['pipe', 'pipe', 'pipe'],
      // A process group of its own, so that Ctrl-C reaches every process in it.
      detached: true,
    });
    for (const stream of [this.shell.stdout, this.shell.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        this.output = (this.output + text).slice(-MOST_OUTPUT);
      });
    }
    this.shell.on('error', (error) => (this.output += error.message));
    this.shell.stdin?.on('error', () => undefined);
    if (line === undefined) this.shell.stdin?.write('exec 2>&1; set -uE -o pipefail\n');
  }

  get hasEnded(): boolean {
    return this.shell.pid === undefined || this.shell.exitCode !== null || this.shell.signalCode !== null;
  }

  /** Runs the commands up to the first that fails. Variables stay set for later commands. */
  type(commands: string): Promise<Typed> {
    return this.run(`typed() {\ntrap return ERR\n${commands}\n}; typed`);
  }

  /** Runs the commands in a subshell, which leaves the terminal unchanged whether they fail or not. */
  tryOut(commands: string): Promise<Typed> {
    return this.run(`(\n${commands}\n)`);
  }

  /** Sends Ctrl-C, and kills the process group when that does not end it. */
  async close(): Promise<void> {
    this.signal('SIGINT');
    this.shell.stdin?.end();
    if (!(await until(() => this.hasEnded, ENDED_WITHIN_MS))) this.signal('SIGKILL');
  }

  /** Commands that take longer than 50 s end together with the terminal. */
  private async run(script: string): Promise<Typed> {
    const mark = randomUUID();
    const answered = new RegExp(`^([^]*)\\n${mark} (\\d+)\\n`);
    this.output = '';
    this.shell.stdin?.write(`{ ${script}\n} </dev/null; printf '\\n%s %s\\n' ${mark} $?; trap - ERR\n`);
    let typed: Typed | undefined;
    const look = () => {
      const [, output, status] = answered.exec(this.output) ?? [];
      if (output !== undefined) typed = { output, ...failed(status) };
      else if (this.hasEnded) typed = { output: this.output, ...failed(this.shell.exitCode ?? 1) };
      return typed !== undefined;
    };
    if (!(await until(look, TYPED_WITHIN_MS, LOOK_EVERY_MS))) await this.close();
    return typed ?? { output: this.output, failure: `it did not end within ${TYPED_WITHIN_MS / 1_000} s` };
  }

  private signal(signal: NodeJS.Signals): void {
    try {
      if (this.shell.pid) process.kill(-this.shell.pid, signal);
    } catch {
      // The process group has ended.
    }
  }
}

const failed = (status: number | string | undefined): Pick<Typed, 'failure'> =>
  Number(status) === 0 ? {} : { failure: `a command failed with status ${status}` };
