import { serveOrders } from '@ride-hailing/testing';
import { bareHttp } from '../sides/bare';
import { bareClient } from '../sides/bare-client';
import { driverAnswer, type GivenDetails, type PositionRow, rideAnswer, type RideRow } from './answer';

const CURRENT = `
  SELECT driver_id, ride_id, status, pickup_lat, pickup_lng, version, applied_at FROM ride_copy
  WHERE driver_id = $1 AND status IN ('ASSIGNED', 'IN_PROGRESS') ORDER BY changed_at DESC LIMIT 1`;

const RIDE_COLUMNS = `
  r.driver_id AS "driverId", r.ride_id AS "rideId", r.status, r.pickup_lat AS "pickupLat",
  r.pickup_lng AS "pickupLng", r.version::float8 AS version,
  (extract(epoch FROM r.applied_at) * 1000)::float8 AS "appliedAtMs"`;

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
const RIDES = {
  name: 'rides',
  text: `SELECT ${RIDE_COLUMNS} FROM ride_copy AS r
         WHERE driver_id = ANY ($1::text[]) AND status IN ('ASSIGNED', 'IN_PROGRESS')`,
};

/** The details by ride id that the measuring process hands over, as if this side had already asked the owner for them. */
type Known = Readonly<Record<string, GivenDetails>>;

/** Fastify, pg and grpc-js, and nothing else. Told the details that it knows already; answers its address. */
void serveOrders<Known, string>(async () => {
  let known: Known | undefined;
  const owner = bareClient();
  const ownersDetails = async (rides: readonly RideRow[]): Promise<(GivenDetails | undefined)[]> => {
    const lookups = rides.map(({ rideId, version, driverId }) => ({ rideId, minVersion: version, driverId }));
    const founds = await owner.find(lookups);
    return founds.map((details) => details && { from: 'ride-service', version: details.version, details });
  };
  const { url, close } = await bareHttp((app, pool) => {
    app.get<{ Params: { id: string } }>('/drivers/:id', async ({ params: { id } }, reply) => {
      const { rows } = await pool.query<PositionRow & RideRow>({ ...DRIVER, values: [id] });
      const [row] = rows;
      if (!row) return reply.code(404).send();
      return driverAnswer(id, row, row.rideId ? row : undefined);
    });
    app.get<{ Params: { id: string } }>('/drivers/:id/current-ride', async ({ params: { id } }, reply) => {
      const { rows } = await pool.query<RideRow>({ ...RIDE, values: [id] });
      const [ride] = rows;
      if (!ride) return reply.code(404).send();
      const details = known ? known[ride.rideId] : (await ownersDetails([ride]))[0];
      if (!details || details.version < ride.version) return reply.code(404).send();
      return rideAnswer(id, ride, details);
    });
    app.get<{ Querystring: { ids: string } }>('/drivers', async ({ query }) => {
      const { rows } = await pool.query<RideRow>({ ...RIDES, values: [query.ids.split(',')] });
      const details = await ownersDetails(rows);
      return { drivers: rows.map((ride, at) => rideAnswer(ride.driverId, ride, details[at])) };
    });
  });
  return {
    carryOut: async (details) => {
      if (Object.keys(details).length > 0) known = details;
      return url;
    },
    close: async () => {
      owner.close();
      await close();
    },
  };
});
