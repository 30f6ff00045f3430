import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { workspaceRoot } from '../../workspace-root';
import { startMark } from './process-table';

/**
 * A small process that outlives this one, even after SIGKILL. When its stdin closes, it stops the watched children and
 * removes the temporary folders.
 */
export class Watchdog {
  private readonly child: ChildProcess;

  constructor() {
    this.child = spawn(process.execPath, [join(workspaceRoot(), 'tools/watchdog.mjs')], {
      detached: true,
      stdio: ['pipe', 'ignore', 'ignore'],
      cwd: '/',
      env: {},
    });
    this.child.on('error', () => undefined);
    this.child.stdin?.on('error', () => undefined);
    this.child.unref();
    (this.child.stdin as unknown as { unref?: () => void } | null)?.unref?.();
  }

  /** @param stopSignal requests a graceful shutdown of the process */
  watch(pid: number, stopSignal: NodeJS.Signals): void {
    this.send({ watch: pid, mark: startMark(pid), stopSignal });
  }

  forget(pid: number): void {
    this.send({ forget: pid });
  }

  /** Removes the folder when this process dies before `forgetFolder`. */
  ownFolder(folder: string): void {
    this.send({ ownFolder: folder });
  }

  forgetFolder(folder: string): void {
    this.send({ forgetFolder: folder });
  }

  /** Ends the watchdog when nothing is left to watch. */
  close(): void {
    this.child.stdin?.end();
  }

  private send(message: object): void {
    this.child.stdin?.write(`${JSON.stringify(message)}\n`);
  }
}
