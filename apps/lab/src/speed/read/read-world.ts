import { join } from 'node:path';
import type { Stack } from '@ride-hailing/stack';
import { sumOf } from '@ride-hailing/testing';
import { UnverifiedError } from '../../lab.errors';
import { startProgram, startSystem } from '../../runner/systems';
import type { RunContext } from '../../runner/experiment';
import { HttpLoad } from '../../load/http-load';
import type { GivenDetails } from './answer';
import { addHistory, assign, introduce, sql } from './fill';
import { type BenchDriver, makeFleet } from './fleet';
import { NAIVE_TABLES } from './naive.entities';

/** So long the versioned cache keeps details: longer than a run, which measures answers out of it. */
export const CACHE_VERSIONED_MS = 60 * 60_000;
/** Longer than production's: at saturation `sync-api` would refuse questions that wait for longer. */
export const DETAILS_DEADLINE_MS = 5_000;
const PAGE = 100;

export type SideProgram = 'naive' | 'limit';

interface WorldPlan {
  readonly drivers: number;
  /** Rides of the past in the copy. */
  readonly history: number;
  readonly programs: readonly SideProgram[];
}

interface PageAnswer {
  readonly drivers: { ride: { id: string } | null; details: object | null; sources: Sources }[];
}
interface Sources {
  readonly details: { readonly from: string; readonly version: number };
}

/** The running system with its data, and the other sides beside it. */
export class ReadWorld {
  /** By side. */
  readonly urls = new Map<string, string>();

  private constructor(
    readonly stack: Stack,
    readonly load: HttpLoad,
    readonly fleet: readonly BenchDriver[],
    readonly token: string,
  ) {}

  /** @throws StackError, UnverifiedError */
  static async open(context: RunContext, plan: WorldPlan): Promise<ReadWorld> {
    const stack = await startSystem(context, {
      services: ['ride-service', 'driver-service'],
      approaches: ['sync-api'],
      env: {
        'driver-service': {
          CACHE_VERSIONED_MS: String(CACHE_VERSIONED_MS),
          DETAILS_DEADLINE_MS: String(DETAILS_DEADLINE_MS),
        },
      },
    });
    const token = await stack.token({ role: 'dispatcher', sub: 'bench', hours: 12 });
    const load = await HttpLoad.start(context);
    const world = new ReadWorld(stack, load, makeFleet(plan.drivers), token);
    await world.fill(context, plan);
    return world;
  }

  get headers(): Record<string, string> {
    return { authorization: `Bearer ${this.token}` };
  }

  /** Details of every ride asked for once, so that the cache has them. Gives them, by ride. */
  async prime(): Promise<Record<string, GivenDetails>> {
    const given: Record<string, GivenDetails> = {};
    for (let from = 0; from < this.fleet.length; from += PAGE) {
      const ids = this.fleet.slice(from, from + PAGE).map(({ driverId }) => driverId);
      const url = `${this.stack.urls.driverService}/drivers?details=true&ids=${ids.join(',')}`;
      const answer = await fetch(url, { headers: this.headers, signal: AbortSignal.timeout(10_000) });
      if (!answer.ok) throw new UnverifiedError(`${answer.status} for the details of ${ids.length} drivers`);
      for (const { ride, details, sources } of ((await answer.json()) as PageAnswer).drivers) {
        const { from, version } = sources.details;
        if (ride && details) given[ride.id] = { from, version, details };
      }
    }
    const rides = this.fleet.filter(({ ride }) => ride).length;
    if (Object.keys(given).length === rides) return given;
    throw new UnverifiedError(`details of ${Object.keys(given).length} rides instead of ${rides}`);
  }

  /** Calls for rides and their details that the owner has served since its start. */
  async ownerCalls(): Promise<number> {
    const answer = await fetch(`${this.stack.urls.rideService}/metrics`, {
      signal: AbortSignal.timeout(5_000),
    });
    return sumOf(await answer.text(), 'grpc_server_calls_total', 'method="RideDetailsService/');
  }

  private async fill(context: RunContext, { history, programs }: WorldPlan): Promise<void> {
    context.step('filling');
    await introduce(this.stack, this.fleet);
    await assign(this.stack, this.fleet);
    await addHistory(this.stack, this.fleet, history);
    this.urls.set('project', this.stack.urls.driverService);
    if (programs.includes('naive')) await sql(this.stack, 'driver_service', NAIVE_TABLES);
    const details = await this.prime();
    for (const name of programs) {
      const env = {
        NODE_ENV: 'production',
        DATABASE_URL: this.stack.adminDatabaseUrl('driver_service'),
        RIDE_SERVICE_GRPC_URL: this.stack.urls.rideServiceGrpc,
      };
      const file = join(__dirname, `${name}.process.ts`);
      const program = await startProgram<Record<string, GivenDetails>, string>(context, file, { env });
      this.urls.set(name, await program.order(name === 'limit' ? details : {}, 10_000));
    }
  }
}
