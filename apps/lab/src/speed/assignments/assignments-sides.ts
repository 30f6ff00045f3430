import { UnverifiedError } from '../../lab.errors';
import { HttpLoad } from '../../load/http-load';
import type { Question } from '../../load/http-order';
import type { OpenExperiment, RunContext } from '../../runner/experiment';
import { LabSystem } from '../../world/lab-system';
import { openSides, type Sides, startSide } from '../sides/sides';

/** Those of riders who wait for a driver at the same moment. */
export const CONNECTIONS = 16;
export const RATE = 20;
const STARTS_WITHIN_MS = 10_000;
const COORDINATOR = 'gateway';
const DRIVERS = 'driver_service';
const RIDES = 'ride_service';
const BARE = 'bare';

/** The same tables as the project's, with their indexes and checks. */
const BARE_TABLES = {
  [COORDINATOR]: ['assignments'],
  [DRIVERS]: ['reservations'],
  [RIDES]: ['rides', 'outbox', 'ride_holds'],
};

const REQUESTED_RIDES = (schema: string) => `
  INSERT INTO ${schema}.rides (id, status, version, rider_id, rider_name, rider_phone, pickup_lat, pickup_lng,
    pickup_address, dropoff_lat, dropoff_lng, dropoff_address, stops, fare_amount_minor, fare_currency, notes)
  SELECT gen_random_uuid(), 'REQUESTED', 1, 'r-1', 'A. Rider', '+82-2-555-0000', 37.5, 127, '1 Plover Lane',
    37.6, 127.1, '2 Curlew Steps', '[]', 18000, 'KRW', ''
  FROM generate_series(1, $1::integer) RETURNING id::text`;

/** They stay free until they are assigned, since the lab lets silent drivers be free. */
const FREE_DRIVERS = `
  INSERT INTO driver_positions (driver_id, sequence, recorded_at, heard_at, lat, lng, available, cell)
  SELECT driver_id, 1, now(), now(), 37.5, 127, true, 0 FROM unnest($1::text[]) AS new (driver_id)`;

export interface AssignmentsLoad {
  readonly warmUpSeconds: number;
  readonly seconds: number;
  /** More than can be assigned in the time at saturation. */
  readonly rides: number;
}

interface Side {
  readonly url: string;
  readonly schema: string;
}

export async function openAssignments(context: RunContext, sizes: AssignmentsLoad): Promise<OpenExperiment> {
  const { warmUpSeconds, seconds } = sizes;
  const services = ['ride-service', 'driver-service', 'gateway'] as const;
  const system = await LabSystem.ofExperiment(context, { services });
  const { databases } = system;
  const load = await HttpLoad.start(context);
  const headers = { authorization: `Bearer ${system.token}`, 'content-type': 'application/json' };
  let drivers = 0;

  /** Rides that wait, each for a driver of its own. */
  const questions = async (schema: string, count: number): Promise<Question[]> => {
    const planted = await databases.rows<{ id: string }>(RIDES, REQUESTED_RIDES(schema), [count]);
    const asked = planted.map(({ id }) => ({ rideId: id, driverId: `assigned-${(drivers += 1)}` }));
    await databases.rows(DRIVERS, FREE_DRIVERS, [asked.map(({ driverId }) => driverId)]);
    return asked.map(({ rideId, driverId }) => ({
      ...{ path: `/rides/${rideId}/assignment`, body: JSON.stringify({ driverId }), isCommand: true },
      contains: [`"rideId":"${rideId}"`, `"driverId":"${driverId}"`, '"state":"CONFIRMED"'],
    }));
  };

  const confirmed = async (schema: string): Promise<number> => {
    const statement = `SELECT count(*)::int AS n FROM ${schema}.rides WHERE status = 'ASSIGNED'`;
    const [row] = await databases.rows<{ n: number }>(RIDES, statement);
    return row?.n ?? 0;
  };

  const saturate = async ({ url, schema }: Side, time: number) =>
    load.saturate({
      ...{ url, headers, connections: CONNECTIONS, warmUpSeconds: 0, seconds: time },
      questions: await questions(schema, sizes.rides),
    });

  const atRate = async ({ url, schema }: Side, time: number, seed: number) =>
    load.atRate({
      ...{ url, headers, ratePerSecond: RATE, seed, warmUpSeconds: 0, seconds: time, isEachOnce: true },
      // Their number is left to chance, too.
      questions: await questions(schema, 2 * RATE * time + 100),
    });

  const measureOf =
    (side: Side): Sides[string] =>
    async (repeat) => {
      const before = await confirmed(side.schema);
      const most = await saturate(side, seconds);
      const calm = await atRate(side, seconds, context.seed + repeat);
      const assigned = (await confirmed(side.schema)) - before;
      const answered = most.right + calm.latency.count;
      if (assigned < answered)
        throw new UnverifiedError(`${answered} assignments, ${assigned} rides assigned`);
      const { p50, max } = calm.latency;
      return {
        values: { rate: most.answersPerSecond, p50, slowest: max / p50 },
        latency: calm.latency,
        verified: `${most.verified}; at ${RATE}/s ${calm.verified}; ${assigned} rides have their driver`,
      };
    };

  const warmUp = async (side: Side) => {
    await saturate(side, warmUpSeconds);
    await atRate(side, warmUpSeconds, context.seed);
  };

  const project = { url: system.stack.urls.gateway, schema: 'public' };
  await warmUp(project);
  if (context.profileFolder !== undefined) return openSides({ project: measureOf(project) });
  for (const [database, tables] of Object.entries(BARE_TABLES)) {
    const copies = tables.map((name) => `CREATE TABLE ${BARE}.${name} (LIKE public.${name} INCLUDING ALL)`);
    for (const statement of [`CREATE SCHEMA ${BARE}`, ...copies]) await databases.rows(database, statement);
  }
  const participant = async (role: 'driver' | 'ride', database: string) => {
    type Addresses = { readonly http: string; readonly grpc: string };
    const file = 'assignments/bare-participant.process.ts';
    const program = await startSide<'addresses', Addresses>(context, system, file, database, [role]);
    return program.order('addresses', STARTS_WITHIN_MS);
  };
  const [forDrivers, forRides] = await Promise.all([
    participant('driver', DRIVERS),
    participant('ride', RIDES),
  ]);
  const file = 'assignments/bare-coordinator.process.ts';
  const ways = [forDrivers.grpc, forRides.grpc, forRides.http];
  const coordinator = await startSide<'address', string>(context, system, file, COORDINATOR, ways);
  const limit = { url: await coordinator.order('address', STARTS_WITHIN_MS), schema: BARE };
  await warmUp(limit);
  return openSides({ project: measureOf(project), limit: measureOf(limit) });
}
