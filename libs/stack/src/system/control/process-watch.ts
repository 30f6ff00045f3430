import type { ProcessState, SystemProcess } from '@ride-hailing/contracts/without-grpc';
import { within } from '@ride-hailing/timing';
import { isFrozen } from '../../servers/processes/process-table';
import type { ManagedProcess } from '../../servers/processes/managed-process';

const READY_WITHIN_MS = 1_000;
/** A check costs a connection to the process, and several clients may ask every second. */
const READY_COUNTS_MS = 1_000;

/** Looks at processes, and remembers which have been ready since their start. */
export class ProcessWatch {
  private readonly lastReady = new WeakMap<
    ManagedProcess,
    { readonly pid: number; readonly readyAt: number }
  >();

  async describe(
    one: ManagedProcess,
    isKilledByFault: boolean,
  ): Promise<Omit<SystemProcess, 'title' | 'role'>> {
    return {
      name: one.name,
      state: await this.stateOf(one, isKilledByFault),
      pid: one.pid ?? null,
      url: one.url,
      log: one.logFile,
      end: one.end ?? null,
      startedAt: one.startedAt?.toISOString() ?? null,
    };
  }

  private async stateOf(one: ManagedProcess, isKilledByFault: boolean): Promise<ProcessState> {
    const { pid } = one;
    if (pid === undefined) {
      if (isKilledByFault) return 'killed';
      return one.hasDied ? 'died' : 'stopped';
    }
    if (isFrozen(pid)) return 'frozen';
    const last = this.lastReady.get(one);
    const readyAt = last?.pid === pid ? last.readyAt : undefined;
    if (readyAt !== undefined && performance.now() - readyAt < READY_COUNTS_MS) return 'ready';
    const isReady = await within(READY_WITHIN_MS, one.isReady(), () => false);
    if (!isReady) return readyAt === undefined ? 'starting' : 'not-ready';
    this.lastReady.set(one, { pid, readyAt: performance.now() });
    return 'ready';
  }
}
