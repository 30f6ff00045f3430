import { logTail } from '../servers/processes/log-tail';
import type { ManagedProcess } from '../servers/processes/managed-process';
import { startMark } from '../servers/processes/process-table';
import { until } from '../servers/processes/until';
import { StackError } from '../stack.errors';
import { workspaceRoot } from '../workspace-root';
import { hasStackFile, type ProcessRecord, writeStackFile } from './checkout/stack-file';

const LOOK_EVERY_MS = 1_000;
const LOOK_FAST_MS = 100;
const REPORT_EVERY_MS = 3_000;

/** The fields of stack.json about the stack as a whole. */
export interface StackPlace {
  readonly folder: string;
  readonly dataFolder: string;
  readonly portBase: number;
  readonly approaches?: readonly string[];
  readonly tls?: boolean;
  readonly sharedStores?: Readonly<Record<string, string>>;
}

/** Keeps stack.json up to date while the stack runs, and logs processes that die by themselves. */
export class StackStatus {
  readonly startedAt = new Date().toISOString();
  private readonly timer: NodeJS.Timeout;
  private readonly ready = new Map<string, boolean>();
  private readonly followed = new Set<ManagedProcess>();
  private readonly restorations: (() => void)[] = [];
  /** The path of the control API's socket. */
  controlSocket?: string;
  private written = '';
  private cannotWrite = false;
  private isStopping = false;
  private isClosed = false;

  /** @param processes grows while the stack starts */
  constructor(
    private readonly place: StackPlace,
    private readonly processes: readonly ManagedProcess[],
    private readonly log: (line: string) => void,
  ) {
    this.timer = setInterval(() => void this.look(), LOOK_EVERY_MS).unref();
  }

  /** @param restore writes another file again that was deleted with the folder; may throw a StackError */
  keep(restore: () => void): void {
    this.restorations.push(restore);
  }

  /** Checks every process once, and writes changes to stack.json. */
  async look(): Promise<void> {
    for (const one of this.processes) this.follow(one);
    const states = await Promise.all(this.processes.map((one) => one.isReady()));
    this.processes.forEach(({ name }, index) => this.ready.set(name, states[index] ?? false));
    this.write();
  }

  /**
   * Waits until all processes are ready, and logs every few seconds which are not.
   * @throws StackError that names a process that died or was not ready in time
   * @throws the reason of `signal` when it is aborted
   */
  async allReady(withinMs: number, signal?: AbortSignal): Promise<void> {
    let reportedAt = performance.now();
    const waiting = () => this.processes.filter(({ name }) => !this.ready.get(name));
    const dead = () => this.processes.find((one) => !one.isRunning);
    const done = await until(
      async () => {
        await this.look();
        const names = waiting().map(({ name }) => name);
        if (names.length > 0 && performance.now() - reportedAt > REPORT_EVERY_MS) {
          reportedAt = performance.now();
          this.log(`  waiting for ${names.join(', ')}`);
        }
        return names.length === 0 || dead() !== undefined || signal?.aborted === true;
      },
      withinMs,
      LOOK_FAST_MS,
    );
    signal?.throwIfAborted();
    const culprit = dead() ?? waiting()[0];
    if (done && !culprit) return;
    const what = culprit?.isRunning ? `is not ready after ${withinMs / 1000} s` : 'ended by itself';
    const { name, logFile } = culprit ?? { name: 'the stack', logFile: '' };
    throw new StackError(`${name} ${what}; ${logFile} ends with:\n${logTail(logFile)}`);
  }

  /** Marks all processes as not ready, and expects them to end. */
  stopping(): void {
    this.isStopping = true;
    clearInterval(this.timer);
    this.write();
  }

  close(): void {
    clearInterval(this.timer);
    this.write();
    this.isClosed = true;
  }

  private follow(one: ManagedProcess): void {
    if (this.followed.has(one)) return;
    this.followed.add(one);
    one.on('died', ({ code, signal }) => {
      if (this.isStopping) return;
      this.log(`${one.name} ended by itself (${signal ?? `exit code ${code}`}); the end of ${one.logFile}:`);
      this.log(logTail(one.logFile, 5));
      void this.look();
    });
  }

  private record(one: ManagedProcess): ProcessRecord {
    const pid = one.pid ?? null;
    return {
      name: one.name,
      pid,
      mark: pid === null ? null : (startMark(pid) ?? null),
      url: one.url,
      ready: pid !== null && !this.isStopping && this.ready.get(one.name) === true,
      log: one.logFile,
      stopSignal: one.stopSignal,
    };
  }

  /** Logs a full disk or a deleted folder once; the stack goes on. */
  private write(): void {
    if (this.isClosed) return;
    const { folder } = this.place;
    const wasDeleted = this.written !== '' && !hasStackFile(folder);
    try {
      this.writeChanges(wasDeleted);
    } catch (error) {
      if (!(error instanceof StackError)) throw error;
      if (!this.cannotWrite)
        this.log(`${error.message}. The stack goes on; npm run status may show what was`);
      this.cannotWrite = true;
      return;
    }
    if (wasDeleted) {
      this.log(
        `${folder} was deleted while the stack runs: passwords, keys and stack.json are there again, but not the logs ` +
          'or the data of Postgres and NATS. To begin afresh: Ctrl-C, npm run reset, npm start',
      );
    } else if (this.cannotWrite) this.log(`${folder} can be written again`);
    this.cannotWrite = false;
  }

  private writeChanges(evenIfEqual: boolean): void {
    if (!this.isStopping) for (const restore of this.restorations) restore();
    const processes = this.processes.map((one) => this.record(one));
    const text = JSON.stringify(processes);
    if (text === this.written && !evenIfEqual) return;
    writeStackFile(this.place.folder, {
      root: workspaceRoot(),
      ...this.place,
      approaches: this.place.approaches && [...this.place.approaches],
      controlSocket: this.controlSocket,
      startedAt: this.startedAt,
      processes,
    });
    this.written = text;
  }
}
