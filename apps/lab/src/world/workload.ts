import { eventually, seededRandom } from '@ride-hailing/testing';
import { statesByDriver } from '../history/owner-log';
import { type JudgedRead, judgeReads } from '../history/tally';
import { DriverAsker } from './driver-asker';
import { DriverCycle } from './driver-cycle';
import type { Read } from '../history/read';
import type { Target } from './read-order';
import { Readers } from './readers';
import { Writers } from './writers';
import { LabError } from '../runner/lab.errors';
import type { LabSystem } from './lab-system';
import type { Variant } from './variants';

export interface WorkloadSettings {
  readonly drivers: number;
  readonly changesPerSecond: number;
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
    readonly target: Target,
  ) {}

  /**
   * Makes the drivers known, brings each to some step of a ride, and lets their rides go on changing.
   * @throws LabError when driver-service does not answer for this variant
   */
  static async start(
    system: LabSystem,
    variant: Variant,
    { settings, seed, signal }: { settings: WorkloadSettings; seed: number; signal?: AbortSignal },
  ): Promise<Workload> {
    const { stack, token } = system;
    const driverIds = Array.from({ length: settings.drivers }, (_, index) => `d-${index + 1}`);
    const target = { urls: [stack.urls.driverService], token, query: queryOf(variant), driverIds };
    await system.broker.introduce(driverIds);
    await allKnown(target, variant);
    const answeredAt = new Map<string, number>();
    const gateway = { url: stack.urls.gateway, token };
    const cycles = driverIds.map((driverId) => new DriverCycle(driverId, gateway, answeredAt));
    const writers = new Writers(cycles, seededRandom(seed));
    await writers.prepare(signal);
    const readers = await Readers.start();
    writers.start(settings.changesPerSecond);
    return new Workload(system, writers, readers, answeredAt, target);
  }

  /** What the owner's log says about these reads; for when the writers have stopped. */
  async judge(reads: readonly Read[]): Promise<JudgedRead[]> {
    return judgeReads(reads, statesByDriver(await this.system.ownerLog(), this.answeredAt));
  }

  /** No more changes, and all of them told to everybody. */
  async rest(): Promise<void> {
    await this.writers.stop();
    await eventually(async () => (await this.system.waitingEvents()) === 0, { timeoutMs: AT_REST_WITHIN_MS });
  }

  async stop(): Promise<void> {
    await this.readers.stop();
    await this.writers.stop();
  }
}

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
