import { setTimeout as delay } from 'node:timers/promises';
import type { Faults, Stack } from '@ride-hailing/stack';
import { nowMs, type ShiftedClocks } from '@ride-hailing/testing';
import { keepDiskBusy } from './busy-disk';
import type { Fault, FaultKind } from './fault-plan';

/** A fault that was made. Times are ms since 1970. */
export interface MadeFault {
  readonly kind: FaultKind;
  readonly target: string;
  readonly from: number;
  readonly until: number;
}

const USUALLY_READY_MS = 2_000;
const READY_WITHIN_MS = 15_000;

type Undo = () => void | Promise<void>;

const ON_LINKS: Partial<Record<FaultKind, (amount: number) => Partial<Faults>>> = {
  partition: () => ({ blocked: 'both' }),
  deaf: () => ({ blocked: 'to-client' }),
  mute: () => ({ blocked: 'to-server' }),
  reset: () => ({ connections: 'reset' }),
  'half-open': () => ({ connections: 'half-open' }),
  latency: (amount) => ({ latencyMs: amount, jitterMs: amount }),
  trickle: (amount) => ({ bytesPerSecond: amount }),
  'crash-cut-off': (amount) => ({ blocked: amount === 0 ? 'to-client' : 'to-server' }),
  'crash-delayed': (amount) => ({ latencyMs: amount, jitterMs: amount }),
};

/** Makes the faults of a plan, and undoes each of them. */
export class Nemesis {
  readonly made: MadeFault[] = [];
  /** Processes that take long to be ready. */
  private readonly late = new Set<Promise<unknown>>();

  constructor(
    private readonly stack: Pick<Stack, 'process' | 'proxy' | 'dataFolder'>,
    private readonly clocks: ShiftedClocks,
  ) {}

  /**
   * Resolves when the last fault is undone. After an abort it begins none, and undoes at once. The plan stands still while
   * a process takes longer than usual to be ready after a kill, as on a busy machine: clients could do nothing meanwhile.
   */
  async carryOut(plan: readonly Fault[], signal: AbortSignal): Promise<void> {
    let began = performance.now();
    const faults: Promise<void>[] = [];
    for (const fault of plan) {
      const isOver = await waitFor(fault.atMs - (performance.now() - began), signal);
      if (isOver) break;
      const stoodStill = performance.now();
      await Promise.all(this.late);
      began += performance.now() - stoodStill;
      faults.push(this.make(fault, signal));
    }
    const failed = (await Promise.allSettled(faults)).find(({ status }) => status === 'rejected');
    if (failed) throw (failed as PromiseRejectedResult).reason;
  }

  private async make(fault: Fault, signal: AbortSignal): Promise<void> {
    const from = nowMs();
    const undo = await this.begin(fault, signal);
    try {
      await waitFor(fault.forMs - (nowMs() - from), signal);
    } finally {
      await undo();
      this.made.push({ kind: fault.kind, target: fault.target, from, until: nowMs() });
    }
  }

  private async begin({ kind, target, forMs, amount }: Fault, signal: AbortSignal): Promise<Undo> {
    if (kind === 'clock') {
      this.clocks.set(target, amount);
      return () => this.clocks.set(target, 0);
    }
    if (kind === 'freeze') {
      this.stack.process(target).freeze();
      return () => this.stack.process(target).thaw();
    }
    if (kind === 'kill') return this.kill(target);
    if (kind === 'busy-disk') return keepDiskBusy(this.stack.dataFolder, amount);
    const [from, to] = target.split(' > ') as Parameters<Stack['proxy']>;
    const link = this.stack.proxy(from, to);
    link.set(ON_LINKS[kind]?.(amount) ?? {});
    const heal = () => link.heal();
    if (!kind.startsWith('crash')) return heal;
    await waitFor(forMs / 2, signal);
    const start = await this.kill(from);
    return async () => {
      heal();
      await start();
    };
  }

  private async kill(name: string): Promise<() => Promise<void>> {
    const process = this.stack.process(name);
    await process.kill('SIGKILL');
    return async () => {
      await process.start();
      const isReady = process.waitReady(READY_WITHIN_MS).catch(() => undefined);
      await Promise.race([isReady, delay(USUALLY_READY_MS)]);
      this.late.add(isReady);
      void isReady.then(() => this.late.delete(isReady));
    };
  }
}

/** True when the signal aborts first. */
async function waitFor(ms: number, signal: AbortSignal): Promise<boolean> {
  await delay(Math.max(0, ms), undefined, { signal }).catch(() => undefined);
  return signal.aborted;
}
