import { type ChildProcess, spawn } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { StackError } from '../../stack.errors';
import { logTail } from './log-tail';
import { processTree, signalProcess } from './process-table';
import { until } from './until';
import type { Watchdog } from './watchdog';

const STOP_WITHIN_MS = 15_000;
const KILLED_WITHIN_MS = 5_000;

export interface ProcessSpec {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  /** The whole environment of the process: nothing is inherited. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly runAs?: { readonly uid: number; readonly gid: number };
  /** stdout and stderr are appended to it. */
  readonly logFile: string;
  /** Where others reach it. */
  readonly url: string;
  /** Asks it to end in good order. Default SIGTERM. */
  readonly stopSignal?: 'SIGTERM' | 'SIGINT';
  /** After this it is killed. Default 15,000. */
  readonly stopWithinMs?: number;
  /** Looks once; false or a rejection means not yet, and a StackError that it never will be. */
  readonly isReady: () => Promise<boolean>;
}

/** How a process ended. */
export interface ProcessEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/**
 * A real process that can be started, stopped, killed and frozen, again and again, with one log file.
 * Emits `died` each time that it ends without having been stopped or killed through here.
 */
export class ManagedProcess extends EventEmitter<{ died: [ProcessEnd] }> {
  private child?: ChildProcess;
  private ending = false;
  private last?: ProcessEnd;

  constructor(
    readonly spec: ProcessSpec,
    private readonly watchdog: Watchdog,
  ) {
    super();
  }

  get name(): string {
    return this.spec.name;
  }

  get url(): string {
    return this.spec.url;
  }

  get logFile(): string {
    return this.spec.logFile;
  }

  get stopSignal(): 'SIGTERM' | 'SIGINT' {
    return this.spec.stopSignal ?? 'SIGTERM';
  }

  /** Undefined while it does not run. */
  get pid(): number | undefined {
    return this.child?.pid;
  }

  get isRunning(): boolean {
    return this.child !== undefined;
  }

  /**
   * Starts it, without waiting until it is ready; does nothing when it runs.
   * @throws StackError when the system cannot start the program at all
   */
  async start(): Promise<void> {
    if (this.child) return;
    const { command, args, env, cwd, runAs, logFile, name } = this.spec;
    mkdirSync(dirname(logFile), { recursive: true });
    const log = openSync(logFile, 'a');
    // A process group of its own: Ctrl-C reaches only the parent, which then stops all in good order.
    const child = spawn(command, args, { env, cwd, ...runAs, detached: true, stdio: ['ignore', log, log] });
    closeSync(log);
    this.ending = false;
    this.last = undefined;
    this.child = child;
    child.once('exit', (code, signal) => this.ended(child, { code, signal }));
    try {
      await once(child, 'spawn');
    } catch (cause) {
      this.child = undefined;
      throw new StackError(`${name} could not be started: ${(cause as Error).message}`, { cause });
    }
    if (child.pid) this.watchdog.watch(child.pid, this.stopSignal);
  }

  /** @throws StackError when it ends meanwhile, or is not ready within `withinMs`; with the end of its log */
  async waitReady(withinMs = 30_000): Promise<void> {
    const notYet = (error: unknown) => {
      if (error instanceof StackError) throw error;
      return false;
    };
    const look = async () => !this.child || (await this.spec.isReady().catch(notYet));
    const done = await until(look, withinMs);
    if (done && this.child) return;
    const what = this.child
      ? `is not ready after ${Math.round(withinMs / 1000)} s`
      : `ended by itself (${this.last?.signal ?? `exit code ${this.last?.code}`})`;
    throw new StackError(`${this.name} ${what}; ${this.logFile} ends with:\n${logTail(this.logFile)}`);
  }

  async isReady(): Promise<boolean> {
    return this.isRunning && (await this.spec.isReady().catch(() => false));
  }

  /** Ends it in good order, or by force when that takes too long. Says how it ended; undefined if it never ran. */
  async stop(): Promise<ProcessEnd | undefined> {
    const child = this.child;
    if (!child?.pid) return this.last;
    this.ending = true;
    this.thaw();
    signalProcess(child.pid, this.stopSignal);
    const ended = await until(() => this.child !== child, this.spec.stopWithinMs ?? STOP_WITHIN_MS);
    if (!ended) await this.kill();
    return this.last;
  }

  /** SIGKILL ends it and everything below it at once, and returns when it is gone; other signals are only sent. */
  async kill(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    const child = this.child;
    if (!child?.pid) return;
    if (signal !== 'SIGKILL') {
      signalProcess(child.pid, signal);
      return;
    }
    this.ending = true;
    const tree = processTree(child.pid);
    for (const pid of tree) signalProcess(pid, 'SIGKILL');
    await until(() => this.child !== child, KILLED_WITHIN_MS);
  }

  /** Stops the clock of it and of everything below it: it answers nothing, and its connections stay open. */
  freeze(): void {
    if (this.pid) for (const pid of processTree(this.pid)) signalProcess(pid, 'SIGSTOP');
  }

  thaw(): void {
    if (this.pid) for (const pid of processTree(this.pid).reverse()) signalProcess(pid, 'SIGCONT');
  }

  private ended(child: ChildProcess, end: ProcessEnd): void {
    if (child.pid) this.watchdog.forget(child.pid);
    if (this.child !== child) return;
    this.child = undefined;
    this.last = end;
    if (!this.ending) this.emit('died', end);
  }
}
