import { type DriverState, eventually, type Read, seededRandom, statesByDriver } from '@ride-hailing/testing';
import { type JudgedRead, judgeReads } from '../history/tally';
import { DriverAsker } from './driver-asker';
import { DriverCycle } from './driver-cycle';
import type { Target } from './read-order';
import { Readers } from './readers';
import { Writers } from './writers';
import { LabError } from '../lab.errors';
import type { LabSystem } from './lab-system';
import type { Variant } from './variants';

export interface WorkloadOptions {
  readonly drivers: number;
  readonly changesPerSecond: number;
  readonly seed: number;
  /** That are going to be read: each has to answer before the work begins. */
  readonly variants: readonly Variant[];
  readonly signal?: AbortSignal;
  /** Of each ride: how large its record is. */
  readonly notes?: string;
}

const KNOWN_WITHIN_MS = 30_000;
const AT_REST_WITHIN_MS = 30_000;

const queryOf = ({ approach, cache }: Variant): string =>
  cache === null ? `approach=${approach}` : `approach=${approach}&cache=${cache}`;

/** Drivers whose rides change, and readers who ask about them; the same for the same seed. */
export class Workload {
  private constructor(
    private readonly system: LabSystem,
    readonly writers: Writers,
    readonly readers: Readers,
    private readonly answeredAt: ReadonlyMap<string, number>,
    private readonly driverIds: readonly string[],
  ) {}

  /**
   * Makes the drivers known, brings each to some step of a ride, and lets their rides go on changing.
   * @throws LabError when driver-service does not answer for one of the variants
   */
  static async start(system: LabSystem, options: WorkloadOptions): Promise<Workload> {
    const { drivers, changesPerSecond, seed, variants, signal, notes } = options;
    const { stack, token } = system;
    const driverIds = Array.from({ length: drivers }, (_, index) => `d-${index + 1}`);
    await system.broker.introduce(driverIds);
    for (const variant of variants) await allKnown(targetOf(system, variant, driverIds), variant);
    const answeredAt = new Map<string, number>();
    const gateway = { url: stack.urls.gateway, token };
    const cycles = driverIds.map((driverId) => new DriverCycle(driverId, gateway, answeredAt, notes));
    const writers = new Writers(cycles, seededRandom(seed));
    await writers.prepare(signal);
    const readers = await Readers.start();
    if (changesPerSecond > 0) writers.start(changesPerSecond);
    return new Workload(system, writers, readers, answeredAt, driverIds);
  }

  /** Who is asked, and for what, when this variant is read. */
  targetOf(variant: Variant): Target {
    return targetOf(this.system, variant, this.driverIds);
  }

  /** What the owner's log says about these reads; for when the writers have stopped. */
  async judge(reads: readonly Read[]): Promise<JudgedRead[]> {
    return judgeReads(reads, await this.states());
  }

  /** What was true of each driver until now, by the owner's log. */
  async states(): Promise<ReadonlyMap<string, readonly DriverState[]>> {
    return statesByDriver(await this.system.ownerLog(), this.answeredAt);
  }

  /** No more changes, and all of them told to everybody. */
  async rest(): Promise<void> {
    await this.writers.stop();
    await this.told();
  }

  /** Resolves when the owner has published every change until now. */
  async told(): Promise<void> {
    await eventually(async () => (await this.system.waitingEvents()) === 0, { timeoutMs: AT_REST_WITHIN_MS });
  }

  async stop(): Promise<void> {
    await this.readers.stop();
    await this.writers.stop();
  }
}

const targetOf = ({ stack, token }: LabSystem, variant: Variant, driverIds: readonly string[]): Target => ({
  ...{ urls: [stack.urls.driverService], token, query: queryOf(variant), driverIds },
});

/** The updates have to arrive first. */
async function allKnown(target: Target, { name }: Variant): Promise<void> {
  const asker = new DriverAsker(target, 4);
  const isKnown = async () => {
    const answers = await Promise.all(target.driverIds.map((driverId) => asker.isAnswered(driverId)));
    return answers.every((answered) => answered);
  };
  try {
    await eventually(isKnown, { timeoutMs: KNOWN_WITHIN_MS });
  } catch (cause) {
    throw new LabError(`driver-service does not answer GET /drivers/:id/current-ride for ${name}`, { cause });
  } finally {
    await asker.close();
  }
}
