import { aRideRequest } from '@ride-hailing/testing';
import { UnverifiedError } from '../../lab.errors';
import { HttpLoad } from '../../load/http-load';
import type { Question } from '../../load/http-order';
import type { OpenExperiment, RunContext } from '../../runner/experiment';
import { LabSystem } from '../../world/lab-system';
import { openSides, type Sides, startSide } from '../sides/sides';

export const CONNECTIONS = 64;
/** The latency of all sides is measured at this share of the rate that the project has at saturation. */
const SHARE = 0.6;
const STARTS_WITHIN_MS = 10_000;
const OWNER = 'ride_service';
const BARE = 'bare';

const REQUESTS: readonly Question[] = [
  { path: '/rides', contains: [], body: JSON.stringify(aRideRequest()) },
];

/** The same tables as the project's, with their indexes and checks. */
const BARE_TABLES = `
  CREATE SCHEMA ${BARE};
  CREATE TABLE ${BARE}.rides (LIKE public.rides INCLUDING ALL);
  CREATE TABLE ${BARE}.outbox (LIKE public.outbox INCLUDING ALL)`;

/** Rides of drivers who have not begun them. */
const assigned = (schema: string) => `
  INSERT INTO ${schema}.rides (id, status, version, driver_id, rider_id, rider_name, rider_phone, pickup_lat, pickup_lng,
    pickup_address, dropoff_lat, dropoff_lng, dropoff_address, stops, fare_amount_minor, fare_currency, notes)
  SELECT id, 'ASSIGNED', 2, id::text, 'r-1', 'A. Rider', '+82-2-555-0000', 37.5, 127, '1 Plover Lane',
    37.6, 127.1, '2 Curlew Steps', '[]', 18000, 'KRW', ''
  FROM (SELECT gen_random_uuid() AS id FROM generate_series(1, $1::integer)) AS planted RETURNING id::text`;

export interface CommandsLoad {
  readonly warmUpSeconds: number;
  readonly seconds: number;
  /** More than can be started and completed in the time. */
  readonly assignedRides: number;
}

interface Side {
  readonly url: string;
  readonly schema: string;
}

export async function openCommands(context: RunContext, sizes: CommandsLoad): Promise<OpenExperiment> {
  const { warmUpSeconds, seconds, assignedRides } = sizes;
  const system = await LabSystem.ofExperiment(context, { services: ['ride-service'] });
  const { databases } = system;
  const load = await HttpLoad.start(context);
  const authorization = `Bearer ${system.token}`;
  const asking = { connections: CONNECTIONS, warmUpSeconds: 0 };

  const events = async (schema: string) => {
    const [row] = await databases.rows<{ n: number }>(
      OWNER,
      `SELECT count(*)::int AS n FROM ${schema}.outbox`,
    );
    return row?.n ?? 0;
  };

  const requests = ({ url }: Side, time: number) => {
    const headers = { authorization, 'content-type': 'application/json' };
    return load.saturate({ url, headers, questions: REQUESTS, ...asking, seconds: time });
  };

  /** Each connection starts a ride and completes it, and so on. */
  const changes = async ({ url, schema }: Side, time: number) => {
    const planted = await databases.rows<{ id: string }>(OWNER, assigned(schema), [assignedRides]);
    const questions = planted.flatMap(({ id }, at) =>
      (['start', 'complete'] as const).map((command) => ({
        ...{ path: `/rides/${id}/${command}`, contains: [`"id":"${id}"`], isCommand: true },
        connection: at % CONNECTIONS,
      })),
    );
    return load.saturate({ url, headers: { authorization }, questions, ...asking, seconds: time });
  };

  /** The rate of one side decides for all of them; it is that of its warm-up. */
  let ratePerSecond = 0;

  const measureOf =
    (side: Side): Sides[string] =>
    async (repeat) => {
      const before = await events(side.schema);
      const made = await requests(side, seconds);
      const changed = await changes(side, seconds);
      const calm = await load.atRate({
        ...{ url: side.url, headers: { authorization, 'content-type': 'application/json' } },
        ...{ questions: REQUESTS, ratePerSecond, seed: context.seed + repeat, connections: CONNECTIONS },
        ...{ warmUpSeconds: warmUpSeconds / 2, seconds },
      });
      const enqueued = (await events(side.schema)) - before;
      const answered = made.right + changed.right + calm.latency.count;
      if (enqueued < answered) throw new UnverifiedError(`${answered} commands, ${enqueued} events`);
      return {
        values: {
          requests: made.answersPerSecond,
          changes: changed.answersPerSecond,
          p50: calm.latency.p50,
          p99: calm.latency.p99,
        },
        latency: calm.latency,
        verified:
          `${made.verified}; ${changed.verified}; at ${Math.round(ratePerSecond)}/s ${calm.verified}; ` +
          `${enqueued} events enqueued`,
      };
    };

  const warmUp = async (side: Side) => {
    const { answersPerSecond } = await requests(side, warmUpSeconds);
    await changes(side, warmUpSeconds);
    return answersPerSecond;
  };

  const project = { url: system.stack.urls.rideService, schema: 'public' };
  await warmUp(project);
  ratePerSecond = SHARE * (await warmUp(project));
  if (context.profileFolder !== undefined) return openSides({ project: measureOf(project) });
  await databases.rows(OWNER, BARE_TABLES);
  const program = await startSide<'address', string>(context, system, 'commands/bare.process.ts', OWNER);
  const limit = { url: await program.order('address', STARTS_WITHIN_MS), schema: BARE };
  await warmUp(limit);
  return openSides({ project: measureOf(project), limit: measureOf(limit) });
}
