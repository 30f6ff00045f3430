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
  /** Receives stdout and stderr, appended. */
  readonly logFile: string;
  /** The address at which the process can be reached. */
  readonly url: string;
  /** Requests a graceful shutdown. Default SIGTERM. */
  readonly stopSignal?: 'SIGTERM' | 'SIGINT';
  /** The process is killed after this time. Default 15,000. */
  readonly stopWithinMs?: number;
  /** Checks once. False or a rejection means not yet; a StackError means never. */
  readonly isReady: () => Promise<boolean>;
  /** Runs before each start. @throws StackError when the process cannot be started */
  readonly beforeStart?: () => Promise<void>;
}

/** How a process ended. */
export interface ProcessEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/**
 * A process that can be started, stopped, killed and frozen repeatedly, with one log file.
 * Emits `died` whenever it ends without a call of `stop` or `kill`.
 */
export class ManagedProcess extends EventEmitter<{ died: [ProcessEnd] }> {
  private child?: ChildProcess;
  private ending = false;
  private last?: ProcessEnd;
  private since?: Date;

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

  /** When it was started the last time. */
  get startedAt(): Date | undefined {
    return this.since;
  }

  /** How it ended; undefined while it runs, and before its first start. */
  get end(): ProcessEnd | undefined {
    return this.child ? undefined : this.last;
  }

  /** True when it ended without a call of `stop` or `kill`. */
  get hasDied(): boolean {
    return this.end !== undefined && !this.ending;
  }

  /**
   * Starts the process without waiting until it is ready; does nothing while it runs.
   * @throws StackError when the system cannot start the program
   */
  async start(): Promise<void> {
    if (this.child) return;
    const { command, args, env, cwd, runAs, logFile, name, beforeStart } = this.spec;
    await beforeStart?.();
    if (this.child) return;
    mkdirSync(dirname(logFile), { recursive: true });
    const log = openSync(logFile, 'a');
    // A separate process group keeps Ctrl-C from the child, so that the parent stops all children gracefully.
    const child = spawn(command, args, { env, cwd, ...runAs, detached: true, stdio: ['ignore', log, log] });
    closeSync(log);
    this.ending = false;
    this.last = undefined;
    this.since = new Date();
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

  /** @throws StackError with the end of the log when the process ends, or is not ready within `withinMs` */
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

  /** Stops the process gracefully, and kills it when that takes too long. Undefined if it never ran. */
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

  /** SIGKILL ends the process and its descendants, and waits until it is gone; other signals are only sent. */
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

  /** Suspends the process and its descendants: they do not answer, and their connections stay open. */
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
