import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '../../../../..');
const STOPS_WITHIN_MS = 20_000;

export interface SystemOptions {
  readonly folder: string;
  readonly portBase: number;
  readonly simulator: boolean;
  /** On top of this process's own. */
  readonly env?: Readonly<Record<string, string>>;
}

/** How each side is started. */
const COMMANDS = {
  project: ({ portBase, simulator }: SystemOptions) => {
    const more = simulator ? [] : ['--no-simulator'];
    return ['npm', 'start', '--', '--port-base', String(portBase), ...more];
  },
  naive: (options: SystemOptions) => standIn('from-source', options),
  limit: (options: SystemOptions) => standIn('bare', options),
} as const;

export type StartSide = keyof typeof COMMANDS;

function standIn(kind: string, { folder, portBase, simulator }: SystemOptions): string[] {
  const program = join(__dirname, 'stand-in-system.process.ts');
  const args = [kind, folder, String(portBase), String(simulator)];
  return [process.execPath, '-r', '@swc-node/register', program, ...args];
}

/** What npm has told the benchmark's own process is not for the one that is measured. */
const ownEnvironment = (): Record<string, string | undefined> =>
  Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('npm_')));

/** A whole system, started by a command in a process group of its own, as a terminal does it. */
export class SystemCommand {
  private text = '';

  private constructor(
    private readonly child: ChildProcess,
    private readonly folder: string,
  ) {
    child.stdout?.on('data', (data: Buffer) => (this.text += data.toString()));
    child.stderr?.on('data', (data: Buffer) => (this.text += data.toString()));
  }

  static start(side: StartSide, options: SystemOptions): SystemCommand {
    const [command = '', ...args] = COMMANDS[side](options);
    const child = spawn(command, args, {
      cwd: ROOT,
      detached: true,
      env: { ...ownEnvironment(), STACK_FOLDER: options.folder, ...options.env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    return new SystemCommand(child, options.folder);
  }

  get isRunning(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  /** All that it has said. */
  get said(): string {
    return this.text;
  }

  /** Where the services of it run, by name. */
  services(): { readonly name: string; readonly pid: number; readonly url: string }[] {
    const { processes } = JSON.parse(readFileSync(join(this.folder, 'stack.json'), 'utf8')) as {
      processes: { name: string; pid: number; url: string }[];
    };
    return processes.filter(({ url }) => url.startsWith('http'));
  }

  /** Ctrl-C, as the terminal sends it to the whole group; by force when that takes too long. */
  async stop(): Promise<void> {
    if (!this.isRunning) return;
    const exited = once(this.child, 'exit');
    this.signal('SIGINT');
    const timer = setTimeout(() => this.kill(), STOPS_WITHIN_MS);
    await exited;
    clearTimeout(timer);
  }

  /** Its watchdog ends what it leaves. */
  kill(): void {
    if (this.isRunning) this.signal('SIGKILL');
  }

  private signal(signal: NodeJS.Signals): void {
    if (this.child.pid) process.kill(-this.child.pid, signal);
  }
}
