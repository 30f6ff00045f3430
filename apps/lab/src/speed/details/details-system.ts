import { cpuSeconds } from '../../measuring/cpu-time';
import type { Stack } from '@ride-hailing/stack';
import { sumOf } from '@ride-hailing/testing';
import { startSystem } from '../../runner/systems';
import type { RunContext } from '../../runner/experiment';
import { serviceProfiling } from '../../runner/service-profiling';
import { PlantedRides } from './planted-rides';

/** A machine that does something else for a moment must not make an answer partial: all sides have this long. */
const DETAILS_WITHIN_MS = 8_000;
const METRICS_WITHIN_MS = 5_000;

/** What the owner of rides has done since its start. */
export interface OwnersWork {
  /** BatchGetRides that it has served. */
  readonly calls: number;
  readonly cpuSeconds: number;
}

/** Ride Service and Driver Service with rides in them, and what tells of the owner's work. */
export class DetailsSystem {
  private constructor(
    readonly stack: Stack,
    readonly rides: PlantedRides,
  ) {}

  static async start(context: RunContext): Promise<DetailsSystem> {
    const stack = await startSystem(context, {
      services: ['ride-service', 'driver-service'],
      env: {
        'driver-service': { CACHING_CHOICE: 'none', DETAILS_DEADLINE_MS: String(DETAILS_WITHIN_MS) },
      },
    });
    const rides = await PlantedRides.plant((database) => stack.adminDatabaseUrl(database));
    context.belongings.own({ stop: () => rides.close() });
    return new DetailsSystem(stack, rides);
  }

  async ownersWork(): Promise<OwnersWork> {
    const url = `${this.stack.urls.rideService}/metrics`;
    const answer = await fetch(url, { signal: AbortSignal.timeout(METRICS_WITHIN_MS) });
    if (!answer.ok) throw new Error(`${url} answered ${answer.status}`);
    const calls = sumOf(
      await answer.text(),
      'grpc_server_calls_total',
      'method="RideDetailsService/BatchGetRides"',
    );
    return { calls, cpuSeconds: this.cpuSecondsOf('ride-service') };
  }

  cpuSecondsOf(name: string): number {
    return cpuSeconds([this.stack.process(name)])[name] ?? 0;
  }

  /** What a process of its own needs to do the same work as Driver Service; not profiled for that. */
  environment(): Record<string, string> {
    const { env } = this.stack.process('driver-service').spec;
    const profiling = serviceProfiling('', '');
    const set = Object.entries(env).filter(
      (entry): entry is [string, string] => entry[1] !== undefined && !(entry[0] in profiling),
    );
    return Object.fromEntries(set);
  }
}
