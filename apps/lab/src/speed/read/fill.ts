import {
  cloudEventHeaders,
  driverUpdateSubject,
  RIDE_CHANGED_TYPE,
  RIDE_EVENT_SOURCE,
  rideChangedSubject,
} from '@ride-hailing/contracts';
import type { Stack } from '@ride-hailing/stack';
import { aDriverUpdate, aRideChanged, eventually } from '@ride-hailing/testing';
import { connect } from 'nats';
import { Client, type QueryResultRow } from 'pg';
import { uuidv7 } from 'uuidv7';
import { UnverifiedError } from '../../lab.errors';
import type { BenchDriver } from './fleet';

const ARRIVES_WITHIN_MS = 60_000;

export type Database = 'driver_service' | 'ride_service';

/** As superuser, over a connection for this one statement. */
export async function sql<Row extends QueryResultRow>(
  stack: Pick<Stack, 'adminDatabaseUrl'>,
  database: Database,
  text: string,
  values: unknown[] = [],
): Promise<Row[]> {
  const client = new Client({ connectionString: stack.adminDatabaseUrl(database) });
  await client.connect();
  try {
    return (await client.query<Row>(text, values)).rows;
  } finally {
    await client.end();
  }
}

/** Until the service has so many rows of it. */
async function arrived(stack: Stack, table: 'driver_positions' | 'ride_copy', rows: number): Promise<void> {
  const look = async () => {
    const [row] = await sql<{ n: number }>(
      stack,
      'driver_service',
      `SELECT count(*)::int AS n FROM ${table}`,
    );
    if (row?.n !== rows) throw new UnverifiedError(`${table} holds ${row?.n} rows instead of ${rows}`);
    return true;
  };
  await eventually(look, { timeoutMs: ARRIVES_WITHIN_MS });
}

/** Each driver's update, published as phones do and stored by driver-service. */
export async function introduce(stack: Stack, fleet: readonly BenchDriver[]): Promise<void> {
  const { user, password } = stack.credentials('fleet-simulator');
  const login = { servers: stack.natsUrl, user, pass: password, inboxPrefix: `_INBOX_${user}` };
  const phones = await connect(login);
  try {
    const jetstream = phones.jetstream();
    const recordedAt = Date.now();
    const publish = ({ driverId, sequence, lat, lng }: BenchDriver) => {
      const update = aDriverUpdate({ driverId, sequence, recordedAt, position: { lat, lng } });
      return jetstream.publish(driverUpdateSubject(driverId), JSON.stringify(update));
    };
    for (let from = 0; from < fleet.length; from += 1_000) {
      await Promise.all(fleet.slice(from, from + 1_000).map(publish));
    }
  } finally {
    await phones.close();
  }
  await arrived(stack, 'driver_positions', fleet.length);
}

const RIDES = `
  INSERT INTO rides (id, status, rider_id, driver_id, rider_name, rider_phone, pickup_lat, pickup_lng,
    pickup_address, dropoff_lat, dropoff_lng, dropoff_address, stops, fare_amount_minor, fare_currency, notes)
  SELECT id, 'ASSIGNED', 'rider', driver_id, rider_name, '+82-2-000-0000', 37.5547, 126.9707, 'Seoul Station',
    37.5113, 127.0981, 'Jamsil', '[]', 18400, 'KRW', 'two bags'
  FROM unnest($1::uuid[], $2::text[], $3::text[]) AS new (id, driver_id, rider_name)`;

const EVENTS = `
  INSERT INTO outbox (id, aggregate_id, version, subject, type, payload, headers)
  SELECT id, aggregate_id, 1, subject, type, payload, headers
  FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::jsonb[])
    AS new (id, aggregate_id, subject, type, payload, headers)`;

function eventOf(rideId: string, driverId: string, changedAt: string) {
  const id = uuidv7();
  const payload = aRideChanged({ rideId, driverId, status: 'ASSIGNED', changedAt });
  const headers = cloudEventHeaders({
    ...{ id, type: RIDE_CHANGED_TYPE, source: RIDE_EVENT_SOURCE, subject: rideId, time: changedAt },
  });
  return [
    ...[id, rideId, rideChangedSubject(rideId), RIDE_CHANGED_TYPE],
    ...[JSON.stringify(payload), JSON.stringify(headers)],
  ];
}

/** The owner has the rides, and tells of them through its outbox, by which the copy gets to know them. */
export async function assign(stack: Stack, fleet: readonly BenchDriver[]): Promise<void> {
  const taken = fleet.flatMap(({ driverId, ride }) => (ride ? [{ driverId, ...ride }] : []));
  const changedAt = new Date().toISOString();
  const events = taken.map(({ rideId, driverId }) => eventOf(rideId, driverId, changedAt));
  await sql(stack, 'ride_service', RIDES, [
    taken.map(({ rideId }) => rideId),
    taken.map(({ driverId }) => driverId),
    taken.map(({ riderName }) => riderName),
  ]);
  const columns = [0, 1, 2, 3, 4, 5].map((column) => events.map((event) => event[column]));
  await sql(stack, 'ride_service', EVENTS, columns);
  await arrived(stack, 'ride_copy', taken.length);
}

const HISTORY = `
  INSERT INTO ride_copy (ride_id, driver_id, status, pickup_lat, pickup_lng, version, changed_at, applied_at)
  SELECT gen_random_uuid()::text, drivers.ids[1 + n % cardinality(drivers.ids)], 'COMPLETED', 37.5547, 126.9707, 4,
    now() - n * interval '1 second', now()
  FROM generate_series(1, $1::int) AS n, (SELECT $2::text[] AS ids) AS drivers`;

/** Rides of the past, straight into the copy. */
export async function addHistory(stack: Stack, fleet: readonly BenchDriver[], rides: number): Promise<void> {
  const ids = fleet.map(({ driverId }) => driverId);
  await sql(stack, 'driver_service', HISTORY, [rides, ids]);
  await sql(stack, 'driver_service', 'VACUUM ANALYZE ride_copy');
  await sql(stack, 'driver_service', 'VACUUM ANALYZE driver_positions');
}
