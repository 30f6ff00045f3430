import type { RideChanged } from '@ride-hailing/contracts';
import { serveOrders } from '@ride-hailing/testing';
import { AckPolicy, type JsMsg } from 'nats';
import { barePool } from '../sides/bare';
import { connectToNats } from '../sides/environment';

const TABLE = `
  CREATE TABLE ride_copy (
    ride_id text COLLATE "C" PRIMARY KEY,
    driver_id text,
    status text NOT NULL,
    pickup_lat double precision NOT NULL,
    pickup_lng double precision NOT NULL,
    version integer NOT NULL,
    changed_at timestamptz NOT NULL
  )`;

const UPSERT = {
  name: 'upsert-rides',
  text: `
    INSERT INTO ride_copy AS kept (ride_id, driver_id, status, pickup_lat, pickup_lng, version, changed_at)
    SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::float8[], $5::float8[], $6::int[], $7::timestamptz[])
    ON CONFLICT (ride_id) DO UPDATE SET
      driver_id = EXCLUDED.driver_id, status = EXCLUDED.status, pickup_lat = EXCLUDED.pickup_lat,
      pickup_lng = EXCLUDED.pickup_lng, version = EXCLUDED.version, changed_at = EXCLUDED.changed_at
    WHERE kept.version < EXCLUDED.version`,
};

/** Whatever has come, in one statement, then acknowledged. Its argument is the stream. */
void serveOrders<never, never>(async () => {
  const [stream = ''] = process.argv.slice(2);
  const pool = barePool(1);
  await pool.query(TABLE);
  const nats = await connectToNats();
  const manager = await nats.jetstreamManager();
  await manager.consumers.add(stream, { durable_name: 'copy', ack_policy: AckPolicy.Explicit });
  const consumer = await nats.jetstream().consumers.get(stream, 'copy');
  let waiting: JsMsg[] = [];
  let writing = false;
  const write = async () => {
    writing = true;
    while (waiting.length > 0) {
      const batch = waiting;
      waiting = [];
      const rides = batch.map((message) => message.json<RideChanged>());
      const values = [
        rides.map(({ rideId }) => rideId),
        rides.map(({ driverId }) => driverId),
        rides.map(({ status }) => status),
        rides.map(({ pickup }) => pickup.lat),
        rides.map(({ pickup }) => pickup.lng),
        rides.map(({ version }) => version),
        rides.map(({ changedAt }) => changedAt),
      ];
      await pool.query({ ...UPSERT, values });
      for (const message of batch) message.ack();
    }
    writing = false;
  };
  const messages = await consumer.consume({
    max_messages: 1_000,
    callback: (message) => {
      waiting.push(message);
      if (!writing) void write();
    },
  });
  return {
    carryOut: () => Promise.reject(new Error('takes no orders')),
    close: async () => {
      await messages.close();
      await nats.close();
      await pool.end();
    },
  };
});
