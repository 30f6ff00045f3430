import { UnverifiedError } from '../../lab.errors';
import type { RunContext } from '../../runner/experiment';
import type { LabSystem } from '../../world/lab-system';
import type { GivenDetails } from '../drivers/answer';
import { type DriversWorld, startDriversWorld } from '../drivers/drivers-world';
import { plantedRide } from '../drivers/planted-rides';

/** So long the versioned cache keeps details: longer than a run, which measures answers out of it. */
export const CACHE_VERSIONED_MS = 60 * 60_000;
/** Longer than production's: at saturation `sync-api` would refuse questions that wait for longer. */
export const DETAILS_DEADLINE_MS = 5_000;
const PAGE = 100;

/** Rides of the past, straight into the copy. */
const HISTORY = `
  INSERT INTO ride_copy (ride_id, driver_id, status, pickup_lat, pickup_lng, version, changed_at, applied_at)
  SELECT gen_random_uuid()::text, 'd-' || n % $2::int, 'COMPLETED', 37.5547, 126.9707, 4,
    now() - n * interval '1 second', now()
  FROM generate_series(1, $1::int) AS n`;

/** Every second of the drivers is on a ride; besides, there are rides of the past in the copy. */
export async function startReadWorld(context: RunContext, size: { drivers: number; history: number }) {
  const { drivers, history } = size;
  const world = await startDriversWorld(context, {
    ...{ drivers, isOnRide: (index) => index % 2 === 0, approaches: ['sync-api'] },
    env: {
      CACHE_VERSIONED_MS: String(CACHE_VERSIONED_MS),
      DETAILS_DEADLINE_MS: String(DETAILS_DEADLINE_MS),
    },
  });
  const { databases } = world.system;
  await databases.rows('driver_service', HISTORY, [history, drivers]);
  await databases.rows('driver_service', 'VACUUM ANALYZE ride_copy');
  return world;
}

/** The project's rows in a schema `naive`, and no index but the primary keys. */
export async function copyWithoutIndexes({ databases }: LabSystem): Promise<void> {
  const sql = (statement: string) => databases.rows('driver_service', statement);
  await sql('CREATE SCHEMA naive');
  for (const [table, key] of Object.entries({ driver_positions: 'driver_id', ride_copy: 'ride_id' })) {
    await sql(`CREATE TABLE naive.${table} AS SELECT * FROM ${table}`);
    await sql(`ALTER TABLE naive.${table} ADD PRIMARY KEY (${key})`);
    await sql(`ANALYZE naive.${table}`);
  }
}

interface PageAnswer {
  readonly drivers: {
    readonly ride: { readonly id: string } | null;
    readonly details: object | null;
    readonly sources: { readonly details: Omit<GivenDetails, 'details'> };
  }[];
}

/** Details of every ride asked for once, so that the cache has them. Gives them, by ride. */
export async function prime({ system, headers, rides }: DriversWorld): Promise<Record<string, GivenDetails>> {
  const given: Record<string, GivenDetails> = {};
  for (let first = 0; first < rides.drivers.length; first += PAGE) {
    const ids = rides.drivers.slice(first, first + PAGE).map((index) => plantedRide(index).driverId);
    const url = `${system.stack.urls.driverService}/drivers?details=true&ids=${ids.join(',')}`;
    const answer = await fetch(url, { headers, signal: AbortSignal.timeout(10_000) });
    if (!answer.ok) throw new UnverifiedError(`${answer.status} for the details of ${ids.length} drivers`);
    for (const { ride, details, sources } of ((await answer.json()) as PageAnswer).drivers) {
      const { from, version } = sources.details;
      if (ride && details) given[ride.id] = { from, version, details };
    }
  }
  const known = Object.keys(given).length;
  if (known === rides.onRide.length) return given;
  throw new UnverifiedError(`details of ${known} rides instead of ${rides.onRide.length}`);
}
