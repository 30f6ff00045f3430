import type { ProcessState, SystemProcess } from '@ride-hailing/contracts/without-grpc';
import { isFrozen } from '../../servers/processes/process-table';
import type { ManagedProcess } from '../../servers/processes/managed-process';

const READY_WITHIN_MS = 1_000;

const within = (ms: number, answer: Promise<boolean>): Promise<boolean> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => (timer = setTimeout(() => resolve(false), ms)));
  return Promise.race([answer, late]).finally(() => clearTimeout(timer));
};

/** Looks at processes, and remembers which have been ready since their start. */
export class ProcessWatch {
  private readonly readyPids = new WeakMap<ManagedProcess, number>();

  async describe(one: ManagedProcess, title: string, isKilledByFault: boolean): Promise<SystemProcess> {
    const { end } = one;
    return {
      name: one.name,
      title,
      state: await this.stateOf(one, isKilledByFault),
      pid: one.pid ?? null,
      url: one.url,
      log: one.logFile,
      end: end ?? null,
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
    const isReady = await within(READY_WITHIN_MS, one.isReady());
    if (isReady) this.readyPids.set(one, pid);
    if (isReady) return 'ready';
    return this.readyPids.get(one) === pid ? 'not-ready' : 'starting';
  }
}
