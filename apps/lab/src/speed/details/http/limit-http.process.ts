import { credentials } from '@grpc/grpc-js';
import { type RideLookup, RideDetailsServiceClient, type RideMessage } from '@ride-hailing/contracts';
import { serveOrders } from '@ride-hailing/testing';
import fastify from 'fastify';
import { Pool } from 'pg';

interface CopiedRide {
  readonly rideId: string;
  readonly driverId: string;
  readonly status: string;
  readonly lat: number;
  readonly lng: number;
  readonly version: number;
}

const CURRENT = {
  name: 'current',
  text: `
    SELECT ride_id AS "rideId", driver_id AS "driverId", status, pickup_lat AS lat, pickup_lng AS lng,
      version::int AS version
    FROM ride_copy WHERE driver_id = ANY ($1::text[]) AND status IN ('ASSIGNED', 'IN_PROGRESS')`,
};

/** Fastify, pg and grpc-js, and nothing else. Answers its address. */
void serveOrders<object, string>(async () => {
  const pool = new Pool({ connectionString: process.env.DATABASE_URL, max: 10 });
  const owner = new RideDetailsServiceClient(
    process.env.RIDE_SERVICE_GRPC_URL ?? '',
    credentials.createInsecure(),
  );
  const detailsOf = (lookups: RideLookup[]) =>
    new Promise<(RideMessage | undefined)[]>((resolve, reject) => {
      owner.batchGetRides({ lookups }, (error, { results } = { results: [] }) => {
        if (error) reject(error);
        else resolve(results.map(({ outcome }) => (outcome?.$case === 'found' ? outcome.value : undefined)));
      });
    });
  const currentOf = async (driverIds: string[]) => {
    const { rows } = await pool.query<CopiedRide>({ ...CURRENT, values: [driverIds] });
    const details = await detailsOf(
      rows.map(({ rideId, version, driverId }) => ({ rideId, minVersion: version, driverId })),
    );
    return rows.map(({ rideId, driverId, status, lat, lng, version }, at) => {
      const ride = { id: rideId, status, pickup: { lat, lng }, version };
      return { driverId, ride, details: details[at] };
    });
  };
  const app = fastify();
  app.get<{ Params: { id: string } }>('/drivers/:id/current-ride', async ({ params }, reply) => {
    const [current] = await currentOf([params.id]);
    return current ?? reply.code(404).send();
  });
  app.get<{ Querystring: { ids: string } }>('/drivers', async ({ query }) => ({
    drivers: await currentOf(query.ids.split(',')),
  }));
  const url = await app.listen({ port: 0, host: '127.0.0.1' });
  return {
    carryOut: async () => url,
    close: async () => {
      await app.close();
      owner.close();
      await pool.end();
    },
  };
});
