import { eventually } from '@ride-hailing/testing';
import { UnverifiedError } from '../../lab.errors';
import type { LabSystem } from '../../world/lab-system';

/** One statement fits into the time limit of the lab's connections. */
const MOST_AT_ONCE = 100_000;
const ARRIVES_WITHIN_MS = 30_000;

/** So old that neither the outbox nor a stream keeps their events any more: they are in tables alone. */
const PAST = `
  SELECT '0190a000-0000-7000-8000-' || lpad(to_hex(n), 12, '0') AS id, 'd-' || (1 + n % $3) AS driver_id,
    'r-' || n AS rider_id, 'Rider ' || n AS rider_name, '+82-2-555-0000' AS rider_phone,
    n || ' Plover Lane' AS pickup_address, n || ' Curlew Steps' AS dropoff_address,
    date_trunc('milliseconds', now()) - interval '8 days' - n * interval '1 second' AS changed_at
  FROM generate_series($1::int, $2::int) AS n`;

const PLANTED: readonly { readonly database: string; readonly table: string; readonly text: string }[] = [
  {
    ...{ database: 'ride_service', table: 'rides' },
    text: `
      INSERT INTO rides (id, status, version, rider_id, driver_id, rider_name, rider_phone, pickup_lat, pickup_lng,
        pickup_address, dropoff_lat, dropoff_lng, dropoff_address, stops, fare_amount_minor, fare_currency, notes,
        requested_at, changed_at)
      SELECT id::uuid, 'COMPLETED', 4, rider_id, driver_id, rider_name, rider_phone, 37.5547, 126.9707,
        pickup_address, 37.5113, 127.0981, dropoff_address, '[]', 18400, 'KRW', 'two bags', changed_at, changed_at
      FROM (${PAST}) AS past`,
  },
  {
    ...{ database: 'driver_service', table: 'ride_copy' },
    text: `
      INSERT INTO ride_copy (ride_id, driver_id, status, pickup_lat, pickup_lng, version, changed_at, applied_at)
      SELECT id, driver_id, 'COMPLETED', 37.5547, 126.9707, 4, changed_at, changed_at FROM (${PAST}) AS past`,
  },
  {
    ...{ database: 'driver_service', table: 'ride_replica' },
    text: `
      INSERT INTO ride_replica (ride_id, driver_id, status, version, document, changed_at, applied_at)
      SELECT id, driver_id, 'COMPLETED', 4, jsonb_build_object(
        'rideId', id, 'version', 4, 'status', 'COMPLETED', 'driverId', driver_id, 'riderId', rider_id,
        'riderName', rider_name, 'riderPhone', rider_phone,
        'pickup', jsonb_build_object('lat', 37.5547, 'lng', 126.9707, 'address', pickup_address),
        'dropoff', jsonb_build_object('lat', 37.5113, 'lng', 127.0981, 'address', dropoff_address),
        'stops', '[]'::jsonb, 'fare', jsonb_build_object('amountMinor', 18400, 'currency', 'KRW'),
        'notes', 'two bags', 'changedAt', to_char(changed_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
      ), changed_at, changed_at FROM (${PAST}) AS past`,
  },
];

/** Ended rides of these drivers (`d-1` and on), at the owner and in both copies as their events had left them. */
export async function plantPast({ databases }: LabSystem, rides: number, drivers: number): Promise<void> {
  for (const { database, table, text } of PLANTED) {
    for (let from = 1; from <= rides; from += MOST_AT_ONCE) {
      const until = Math.min(rides, from + MOST_AT_ONCE - 1);
      await databases.rows(database, text, [from, until, drivers]);
    }
    await databases.rows(database, `VACUUM ANALYZE ${table}`);
  }
  // Otherwise it happens while rides are read.
  await databases.rows('ride_service', 'CHECKPOINT');
}

/** Until both copies hold as many rides as the owner. @returns how many that are */
export async function allCopied({ databases }: LabSystem, atLeast: number): Promise<number> {
  const countIn = async (database: string, table: string) =>
    (await databases.rows<{ n: number }>(database, `SELECT count(*)::int AS n FROM ${table}`))[0]?.n ?? 0;
  const look = async () => {
    const counts: number[] = [];
    for (const { database, table } of PLANTED) counts.push(await countIn(database, table));
    const [owned = 0, ...copied] = counts;
    if (owned < atLeast || copied.some((count) => count !== owned)) {
      throw new UnverifiedError(`rides, copy and replica hold ${counts.join(', ')} rides, of ${atLeast}`);
    }
    return owned;
  };
  return eventually(look, { timeoutMs: ARRIVES_WITHIN_MS });
}
