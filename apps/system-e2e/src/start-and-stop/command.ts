import { workspaceRoot } from '@ride-hailing/stack';
import { eventually } from '@ride-hailing/testing';
import { type ChildProcess, spawn } from 'node:child_process';

const SAYS_WITHIN_MS = 90_000;

/** A running command line, with its data in a folder of its own. */
export class Command {
  output = '';
  private readonly child: ChildProcess;

  constructor(folder: string, line: string) {
    const [command, ...args] = line.split(' ') as [string, ...string[]];
    const env = { ...process.env, STACK_FOLDER: folder, NX_DAEMON: 'false', NX_TUI: 'false' };
    this.child = spawn(command, args, { cwd: workspaceRoot(), env, stdio: ['ignore', 'pipe', 'pipe'] });
    this.child.stdout?.on('data', (data: Buffer) => (this.output += data.toString()));
    this.child.stderr?.on('data', (data: Buffer) => (this.output += data.toString()));
  }

  async says(text: string): Promise<void> {
    const seen = () => {
      if (this.output.includes(text)) return true;
      if (this.child.exitCode !== null) throw new Error(`ended without "${text}":\n${this.output}`);
      return false;
    };
    await eventually(seen, { timeoutMs: SAYS_WITHIN_MS }).catch((cause: unknown) => {
      throw new Error(`did not say "${text}":\n${this.output}`, { cause });
    });
  }

  terminate(): void {
    this.child.kill('SIGTERM');
  }
}
