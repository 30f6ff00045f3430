import { serveOrders, TimedStatements } from '@ride-hailing/testing';
import fastify from 'fastify';
import { Client, Pool } from 'pg';
import type { SideAnswer, SideOrder } from './side-orders';

/** The bare limit: GiST gives the nearest first, out of a table that nobody writes to. */
const NEAREST = `
  SELECT driver_id, lat, lng, earth_distance(ll_to_earth(lat, lng), ll_to_earth($1, $2)) AS metres
  FROM bench_limit.driver_positions AS near
  WHERE available AND heard_at > to_timestamp(0)
    AND NOT EXISTS (SELECT FROM ride_copy
      WHERE driver_id = near.driver_id AND status IN ('ASSIGNED', 'IN_PROGRESS') OFFSET 0)
    AND NOT EXISTS (SELECT FROM reservations AS held
      WHERE held.driver_id = near.driver_id AND held.state IN ('TRIED', 'CONFIRMED')
        AND NOT (held.state = 'CONFIRMED' AND EXISTS (SELECT FROM ride_copy AS ended
          WHERE ended.ride_id = held.ride_id AND ended.status IN ('COMPLETED', 'CANCELLED') OFFSET 0)) OFFSET 0)
  ORDER BY ll_to_earth(lat, lng) <-> ll_to_earth($1, $2) LIMIT $3`;

interface Row {
  readonly driver_id: string;
  readonly lat: number;
  readonly lng: number;
  readonly metres: number;
}

const [url] = process.argv.slice(2);

void serveOrders(async () => {
  const pool = new Pool({ connectionString: url, max: 10 });
  const client = new Client({ connectionString: url });
  await client.connect();
  const statements = new TimedStatements(client);
  const find = (values: unknown[]) => pool.query<Row>({ name: 'nearest', text: NEAREST, values });
  const app = fastify();
  app.get<{ Querystring: Record<'lat' | 'lng' | 'limit', string> }>('/drivers/nearest', async ({ query }) => {
    const { rows } = await find([Number(query.lat), Number(query.lng), Number(query.limit)]);
    return {
      drivers: rows.map(({ driver_id: driverId, lat, lng, metres }) => ({
        ...{ driverId, position: { lat, lng }, distanceM: metres },
      })),
    };
  });
  const address = new URL(await app.listen({ port: 0, host: '127.0.0.1' }));
  return {
    carryOut: async (order: SideOrder): Promise<SideAnswer> => {
      if (order.kind === 'port') return Number(address.port);
      const values = [order.place.lat, order.place.lng, order.limit];
      if (order.kind === 'time') return statements.time({ text: NEAREST, values });
      return (await find(values)).rows.map((row) => row.driver_id);
    },
    close: async () => {
      await app.close();
      await client.end();
      await pool.end();
    },
  };
});
