import type { RunContext } from '../../runner/experiment';
import { LabSystem, type LabSystemOptions } from '../../world/lab-system';
import { startSide } from '../sides/sides';
import { PlantedRides } from './planted-rides';

const STARTS_WITHIN_MS = 10_000;

interface Wanted extends Pick<LabSystemOptions, 'approaches'> {
  /** Variables of driver-service. */
  readonly env: Readonly<Record<string, string>>;
  readonly drivers: number;
  /** By the driver's index. Default: all. */
  readonly isOnRide?: (index: number) => boolean;
}

/** Ride Service and Driver Service with drivers and rides in them, and what tells of the owner's work. */
export async function startDriversWorld(context: RunContext, { env, drivers, isOnRide, approaches }: Wanted) {
  const system = await LabSystem.ofExperiment(context, {
    ...{ services: ['ride-service', 'driver-service'], approaches, env: { 'driver-service': env } },
  });
  context.step('filling');
  return {
    system,
    rides: await PlantedRides.plant(system, drivers, isOnRide),
    /** The services ask for them, and the other sides do not mind. */
    headers: { authorization: `Bearer ${system.token}` },
    /** Starts a side beside the project. @returns its address */
    serve: async (side: 'naive' | 'bare', order: object = {}, args: readonly string[] = []) => {
      const file = `drivers/${side}.process.ts`;
      const program = await startSide<object, string>(context, system, file, 'driver_service', args);
      return program.order(order, STARTS_WITHIN_MS);
    },
    /** What the owner of rides has done since its start: calls that it has served, and CPU seconds. */
    ownersWork: async () => {
      const calls = await system.ownerCalls();
      return { calls, cpuSeconds: system.cpuSecondsOf(['ride-service']) };
    },
  };
}

export type DriversWorld = Awaited<ReturnType<typeof startDriversWorld>>;
