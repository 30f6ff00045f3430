import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { workspaceRoot } from '../../workspace-root';
import { startMark } from './process-table';

/**
 * A tiny process that outlives this one, even when this one is killed with SIGKILL: it then stops the children
 * that were named to it and removes the folders that were to be temporary. It notices by its closed stdin.
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

  /** @param stopSignal what makes the process end in good order */
  watch(pid: number, stopSignal: NodeJS.Signals): void {
    this.tell({ watch: pid, mark: startMark(pid), stopSignal });
  }

  forget(pid: number): void {
    this.tell({ forget: pid });
  }

  /** The folder is removed when this process dies before `forgetFolder`. */
  ownFolder(folder: string): void {
    this.tell({ ownFolder: folder });
  }

  forgetFolder(folder: string): void {
    this.tell({ forgetFolder: folder });
  }

  /** Ends the watchdog, which then has nothing left to do. */
  close(): void {
    this.child.stdin?.end();
  }

  private tell(message: object): void {
    this.child.stdin?.write(`${JSON.stringify(message)}\n`);
  }
}
