import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

type LogLine = Record<string, unknown> & { msg?: string };

/** `slow-service.ts` as a process, with its log lines. */
export class SpawnedService {
  readonly lines: LogLine[] = [];
  private readonly child: ChildProcess;
  private readonly exited: Promise<number | NodeJS.Signals>;
  /** What it printed outside of its log. */
  stderr = '';

  constructor(argument: object) {
    const script = join(__dirname, 'slow-service.ts');
    const args = ['-r', '@swc-node/register', script, JSON.stringify(argument)];
    this.child = spawn(process.execPath, args, {
      cwd: join(__dirname, '../../..'),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.exited = once(this.child, 'exit').then(
      ([code, signal]) => (code ?? signal) as number | NodeJS.Signals,
    );
    this.child.stderr?.on('data', (chunk: Buffer) => (this.stderr += chunk.toString()));
    if (this.child.stdout) {
      createInterface(this.child.stdout).on('line', (line) => {
        this.lines.push(JSON.parse(line) as LogLine);
        this.child.emit('logged');
      });
    }
  }

  /** Waits for a log line that starts with this message; fails after 30 s, or when the process ends without it. */
  async logged(message: string): Promise<LogLine> {
    const limit = AbortSignal.timeout(30_000);
    for (;;) {
      const line = this.lines.find(({ msg }) => msg?.startsWith(message));
      if (line) return line;
      if (this.child.exitCode !== null) throw new Error(`Ended without "${message}": ${this.stderr}`);
      await Promise.race([once(this.child, 'logged', { signal: limit }), this.exited]);
    }
  }

  get pid(): number | undefined {
    return this.child.pid;
  }

  async url(): Promise<string> {
    return String((await this.logged('started')).url);
  }

  signal(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  /** Exit status, or the signal's name. */
  exit(): Promise<number | NodeJS.Signals> {
    return this.exited;
  }

  async kill(): Promise<void> {
    this.child.kill('SIGKILL');
    await this.exited;
  }
}
