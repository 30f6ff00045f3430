import { nowMs } from '@ride-hailing/testing';
import { APPROACHES } from '@ride-hailing/contracts';
import type { ProxyRequest } from '@ride-hailing/stack';
import type { RunContext } from '../../runner/experiment';
import { LabSystem } from '../../world/lab-system';
import { variantNamed } from '../../world/variants';
import { Workload } from '../../world/workload';
import { allCopied, plantPast } from './past-rides';

export const DRIVERS = 100;
export const RATE = 100;
export const CHANGES = 20;
export const WARM_S = 1;

/** A system with so many rides of the past; no ride changes unless its workload is told to. */
export interface RidesWorld {
  readonly rides: number;
  readonly system: LabSystem;
  readonly workload: Workload;
  /** What was counted. */
  readonly verified: string;
}

interface Wanted {
  readonly rides: number;
  /** That are going to be read. */
  readonly sides: readonly string[];
  readonly proxies?: readonly ProxyRequest[];
}

export async function startRidesWorld(
  context: RunContext,
  { rides, sides, proxies }: Wanted,
): Promise<RidesWorld> {
  const { belongings, seed, signal, step } = context;
  const system = await LabSystem.ofExperiment(context, { approaches: [...APPROACHES], proxies });
  step(`planting ${rides} rides`);
  await plantPast(system, rides, DRIVERS);
  const variants = sides.map(variantNamed);
  const options = { drivers: DRIVERS, changesPerSecond: 0, seed, variants, signal };
  const workload = belongings.own(await Workload.start(system, options));
  await warm(workload, sides, context);
  await workload.told();
  const copied = await allCopied(system, rides);
  return { rides, system, workload, verified: `${copied} rides at the owner and in both copies` };
}

/** What was just started answers slowly, or not in time: every side is read first. */
async function warm(
  workload: Workload,
  sides: readonly string[],
  { seed, signal }: RunContext,
): Promise<void> {
  for (const side of sides) {
    const order = { target: workload.targetOf(variantNamed(side)), seed, ratePerSecond: RATE };
    const read = workload.readers.openLoop({ ...order, seconds: WARM_S, startAt: nowMs() }, signal);
    await Promise.all([read, workload.writers.for(WARM_S, CHANGES)]);
  }
}
