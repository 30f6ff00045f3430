import { serveOrders } from '@ride-hailing/testing';
import Fastify from 'fastify';
import { Pool } from 'pg';
import { driverAnswer, type GivenDetails, type PositionRow, rideAnswer, type RideRow } from './answer';

const CURRENT = `
  SELECT ride_id, status, pickup_lat, pickup_lng, version, applied_at FROM ride_copy
  WHERE driver_id = $1 AND status IN ('ASSIGNED', 'IN_PROGRESS') ORDER BY changed_at DESC LIMIT 1`;

const RIDE_COLUMNS = `
  r.ride_id AS "rideId", r.status, r.pickup_lat AS "pickupLat", r.pickup_lng AS "pickupLng",
  r.version::float8 AS version, (extract(epoch FROM r.applied_at) * 1000)::float8 AS "appliedAtMs"`;

const DRIVER = {
  name: 'driver',
  text: `
    SELECT p.lat, p.lng, p.available, p.sequence::float8 AS sequence,
      (extract(epoch FROM p.recorded_at) * 1000)::float8 AS "recordedAtMs",
      (extract(epoch FROM p.heard_at) * 1000)::float8 AS "heardAtMs",
      EXISTS (SELECT FROM reservations AS v
        WHERE v.driver_id = $1 AND v.state IN ('TRIED', 'CONFIRMED')) AS reserved, ${RIDE_COLUMNS}
    FROM driver_positions AS p LEFT JOIN LATERAL (${CURRENT}) AS r ON true WHERE p.driver_id = $1`,
};
const RIDE = { name: 'ride', text: `SELECT ${RIDE_COLUMNS} FROM (${CURRENT}) AS r` };

/** By ride; filled by whoever measures, as if it had been asked of the owner before. */
const known = new Map<string, GivenDetails>();

async function serve() {
  const pool = new Pool({ connectionString: process.env['DATABASE_URL'] });
  // The servers may be gone before this side is.
  pool.on('error', () => undefined);
  const app = Fastify();
  app.get<{ Params: { id: string } }>('/drivers/:id', async ({ params: { id } }, reply) => {
    const { rows } = await pool.query<PositionRow & RideRow>({ ...DRIVER, values: [id] });
    const [row] = rows;
    if (!row) return reply.code(404).send();
    return driverAnswer(id, row, row.rideId ? row : undefined);
  });
  app.get<{ Params: { id: string } }>('/drivers/:id/current-ride', async ({ params: { id } }, reply) => {
    const { rows } = await pool.query<RideRow>({ ...RIDE, values: [id] });
    const [ride] = rows;
    const details = ride && known.get(ride.rideId);
    if (!details || details.version < ride.version) return reply.code(404).send();
    return rideAnswer(id, ride, details);
  });
  const url = await app.listen({ port: 0, host: '127.0.0.1' });
  return { url, close: () => app.close().then(() => pool.end()) };
}

/** Told the details of rides, by ride id; answers where it listens. */
void serveOrders<Record<string, GivenDetails>, string>(async () => {
  const { url, close } = await serve();
  return {
    carryOut: async (details) => {
      for (const [rideId, given] of Object.entries(details)) known.set(rideId, given);
      return url;
    },
    close,
  };
});
