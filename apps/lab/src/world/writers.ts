import { setTimeout as delay } from 'node:timers/promises';
import { openLoop } from '../measuring/open-loop';
import { nowMs, shuffled } from '@ride-hailing/testing';
import type { DriverCycle } from './driver-cycle';

/** @param tag the ETag of the ride as it was changed */
type Hear = (driverId: string, changedAt: number, tag: string) => void;

/** For the part before the measuring, which must not take long. */
const PREPARE_AT_ONCE = 8;
const LONGEST_S = 3_600;

export interface Changes {
  readonly done: number;
  readonly failed: number;
  readonly perSecond: number;
}

interface Change {
  readonly at: number;
  readonly isDone: boolean;
}

/**
 * Changes rides through the public API, so many a second whatever becomes of the earlier ones, one change of a
 * driver at a time.
 */
export class Writers {
  private readonly changes: Change[] = [];
  private readonly order: DriverCycle[];
  private readonly stopping = new AbortController();
  private running: { end(): Promise<void> } | undefined;
  private readonly heard = new Set<Hear>();
  private turn = 0;

  constructor(
    cycles: readonly DriverCycle[],
    private readonly random: () => number,
  ) {
    this.order = shuffled(cycles, random);
  }

  /** Brings each driver to some step of a ride, so that the measuring begins in the middle of things. */
  async prepare(signal?: AbortSignal): Promise<void> {
    const left = this.order.map((cycle) => ({ cycle, steps: Math.floor(this.random() * 4) }));
    const worker = async () => {
      for (let next = left.pop(); next && !signal?.aborted; next = left.pop()) {
        for (let step = 0; step < next.steps; step += 1) await surely(next.cycle, signal);
      }
    };
    await Promise.all(Array.from({ length: PREPARE_AT_ONCE }, worker));
    signal?.throwIfAborted();
  }

  start(changesPerSecond: number): void {
    this.running = this.begin(changesPerSecond);
  }

  /** Changes rides until `end` is called, which resolves when the last change has been answered. */
  begin(changesPerSecond: number): { end(): Promise<void> } {
    const { random, stopping } = this;
    const ending = new AbortController();
    const plan = { ratePerSecond: changesPerSecond, seconds: LONGEST_S, startAt: nowMs(), random };
    const signal = AbortSignal.any([stopping.signal, ending.signal]);
    const running = openLoop(plan, () => this.changeOne(), signal);
    return {
      end: async () => {
        ending.abort();
        await running;
      },
    };
  }

  /** Changes rides for so long. Resolves when the last change has been answered. */
  async for(seconds: number, changesPerSecond: number): Promise<void> {
    const plan = { ratePerSecond: changesPerSecond, seconds, startAt: nowMs(), random: this.random };
    await openLoop(plan, () => this.changeOne(), this.stopping.signal);
  }

  /** Resolves when the last change has been answered. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running?.end();
  }

  /** Tells of each change once it has been answered, until what this gives is called. */
  onChange(hear: Hear): () => void {
    this.heard.add(hear);
    return () => void this.heard.delete(hear);
  }

  /** Of the changes that were begun in [from, to), ms since 1970. */
  between(from: number, to: number): Changes {
    const begun = this.changes.filter(({ at }) => at >= from && at < to);
    const done = begun.filter(({ isDone }) => isDone).length;
    return { done, failed: begun.length - done, perSecond: done / ((to - from) / 1_000) };
  }

  private async changeOne(): Promise<void> {
    const at = nowMs();
    const cycle = this.nextFree();
    const isDone = cycle !== undefined && (await cycle.advance());
    this.changes.push({ at, isDone });
    if (isDone && cycle.hasDriver) for (const hear of this.heard) hear(cycle.driverId, nowMs(), cycle.tag);
  }

  /** Undefined when a change of each driver is under way: this one is not made then, and counts as failed. */
  private nextFree(): DriverCycle | undefined {
    for (let tries = 0; tries < this.order.length; tries += 1) {
      const cycle = this.order[(this.turn += 1) % this.order.length];
      if (cycle && !cycle.isBusy) return cycle;
    }
    return undefined;
  }
}

async function surely(cycle: DriverCycle, signal?: AbortSignal): Promise<void> {
  for (let tries = 0; tries < 50 && !signal?.aborted; tries += 1) {
    if (await cycle.advance()) return;
    await delay(100, undefined, { signal }).catch(() => undefined);
  }
  signal?.throwIfAborted();
  throw new Error(`driver ${cycle.driverId} could not be put on a ride`);
}
