import { APPROACHES, CONSUMERS, RIDE_EVENTS, type RideChanged } from '@ride-hailing/contracts';
import {
  type CommittedChange,
  copyAnomalies,
  eventually,
  OWNER_LOG,
  type OwnedRide,
  readAssignments,
  shownBy,
  type Anomaly,
} from '@ride-hailing/testing';
import type { JetStreamManager } from 'nats';
import type { Gateway } from '../clients/gateway';
import type { RunningSystem } from './running-system';

const REQUEST_WITHIN_MS = 10_000;
const AT_REST_WITHIN_MS = 60_000;
const ALIKE_WITHIN_MS = 20_000;

type Row = Readonly<Record<string, unknown>>;

/** A ride event as the broker has stored it. */
export interface StoredEvent {
  readonly rideId: string;
  readonly version: number;
  /** ms since 1970. */
  readonly storedAt: number;
}

/** What the databases and the stream hold when all is at rest. */
export interface Evidence {
  readonly log: readonly CommittedChange[];
  readonly rides: readonly OwnedRide[];
  readonly events: readonly StoredEvent[];
  readonly assignments: Awaited<ReturnType<typeof readAssignments>>;
  /** Rows with an `id` that must be equal, by the name of who keeps them. */
  readonly copies: readonly {
    readonly name: string;
    readonly owner: readonly Row[];
    readonly copy: readonly Row[];
  }[];
  /** The sequence of each driver's stored position. */
  readonly positions: ReadonlyMap<string, number>;
  /** When the copy has applied each ride's last change, ms since 1970. */
  readonly appliedAt: ReadonlyMap<string, number>;
  /** What did not come to rest in time. */
  readonly unrest: readonly Anomaly[];
}

const ESSENTIALS = 'driver_id, status, pickup_lat, pickup_lng, version::int';
const KEPT = 'driver_id, status, version::int';

/** Waits until all is at rest, at most a minute, and reads everything. */
export async function evidenceOf(
  system: RunningSystem,
  gateway: Gateway,
  drivers: readonly string[],
): Promise<Evidence> {
  const operator = await system.broker('operator');
  const manager = await operator.jetstreamManager({ timeout: REQUEST_WITHIN_MS });
  const unrest = await restOf(system, manager);
  const rides = (await system.rows(
    'ride_service',
    'SELECT id, version, status, driver_id AS "driverId", notes FROM rides',
  )) as unknown as OwnedRide[];
  const owner = await system.rows('ride_service', `SELECT id, ${ESSENTIALS} FROM rides`);
  const owned = await system.rows('ride_service', `SELECT id, ${KEPT} FROM rides`);
  const copy = await system.rows('driver_service', `SELECT ride_id AS id, ${ESSENTIALS} FROM ride_copy`);
  const replica = await system.rows('driver_service', `SELECT ride_id AS id, ${KEPT} FROM ride_replica`);
  const ages = await system.rows(
    'driver_service',
    `SELECT ride_id AS id, (extract(epoch FROM applied_at) * 1000)::float8 AS at FROM ride_copy`,
  );
  const positions = await system.rows(
    'driver_service',
    'SELECT driver_id AS id, sequence::float8 AS at FROM driver_positions',
  );
  return {
    log: (await system.rows('ride_service', OWNER_LOG)) as unknown as CommittedChange[],
    ...{ rides, unrest, assignments: await readAssignments((...query) => system.rows(...query)) },
    events: await storedEvents(system, manager),
    copies: [
      { name: 'copy', owner, copy },
      { name: 'replica', owner: owned, copy: replica },
      ...(await answersAtRest(gateway, drivers, rides)),
    ],
    positions: numbersById(positions),
    appliedAt: numbersById(ages),
  };
}

const numbersById = (rows: readonly Row[]) => new Map(rows.map(({ id, at }) => [String(id), Number(at)]));

/** Resolves with what is not at rest after the time. */
async function restOf(system: RunningSystem, manager: JetStreamManager): Promise<Anomaly[]> {
  let last: string[] = [];
  const look = async (): Promise<boolean> => {
    const counts: [string, Parameters<RunningSystem['rows']>[0], string][] = [
      ['unpublished events', 'ride_service', 'outbox WHERE published_at IS NULL'],
      ['unfinished assignments', 'gateway', 'assignments WHERE ended_at IS NULL'],
      ['drivers held', 'driver_service', `reservations WHERE state = 'TRIED'`],
      ['rides held', 'ride_service', `ride_holds WHERE state = 'TRIED'`],
    ];
    const left = counts.map(async ([what, database, from]) => {
      const [row] = await system.rows(database, `SELECT count(*)::int AS n FROM ${from}`);
      return { what, n: Number(row?.n) };
    });
    const lags = CONSUMERS.map(async ({ stream, durable }) => {
      const { num_pending, num_ack_pending } = await manager.consumers.info(stream, durable);
      return { what: `messages not consumed by ${durable}`, n: num_pending + num_ack_pending };
    });
    const all = await Promise.all([...left, ...lags]);
    last = all.filter(({ n }) => n > 0).map(({ what, n }) => `${n} ${what}`);
    return last.length === 0;
  };
  const isAtRest = await eventually(look, { timeoutMs: AT_REST_WITHIN_MS, intervalMs: 250 }).catch(
    (error: unknown) => {
      if (last.length === 0) last = [String(error)];
      return false;
    },
  );
  return isAtRest
    ? []
    : [{ rule: 'rest', about: [], what: `after ${AT_REST_WITHIN_MS} ms: ${last.join('; ')}` }];
}

async function storedEvents(system: RunningSystem, manager: JetStreamManager): Promise<StoredEvent[]> {
  const expected = (await manager.streams.info(RIDE_EVENTS)).state.messages;
  const events: StoredEvent[] = [];
  if (expected === 0) return events;
  const operator = await system.broker('operator');
  const consumer = await operator.jetstream({ timeout: REQUEST_WITHIN_MS }).consumers.get(RIDE_EVENTS);
  for await (const message of await consumer.consume({ max_messages: 5_000 })) {
    const { rideId, version } = message.json<RideChanged>();
    events.push({ rideId, version, storedAt: message.info.timestampNanos / 1e6 });
    if (events.length === expected) break;
  }
  return events;
}

/** What each approach shows of each driver in the end, beside what the owner has. */
async function answersAtRest(
  gateway: Gateway,
  drivers: readonly string[],
  rides: readonly OwnedRide[],
): Promise<Evidence['copies']> {
  const current = (driverId: string) =>
    rides.find((ride) => ride.driverId === driverId && ['ASSIGNED', 'IN_PROGRESS'].includes(ride.status));
  const owner = drivers.map((id) => {
    const ride = current(id);
    return { id, ride: ride?.id ?? null, version: ride?.version ?? null };
  });
  const answersOf = (approach: string) =>
    Promise.all(
      drivers.map(async (id) => {
        const { body } = await gateway.call('GET', `/drivers/${id}/current-ride?approach=${approach}`);
        const ride = body === undefined ? undefined : shownBy(body).ride;
        return ride === undefined
          ? { id, ride: 'no answer', version: null }
          : { id, ride: ride?.id ?? null, version: ride?.version ?? null };
      }),
    );
  return Promise.all(
    APPROACHES.map(async (approach) => {
      let copy: Row[] = [];
      const isAlike = async () => {
        copy = await answersOf(approach);
        return copyAnomalies(approach, owner, copy).length === 0;
      };
      await eventually(isAlike, { timeoutMs: ALIKE_WITHIN_MS, intervalMs: 250 }).catch(() => undefined);
      return { name: approach, owner, copy };
    }),
  );
}
