import { bareHttp } from '../sides/bare';
import { serveSide } from './serve-side';

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

void serveSide(async () => {
  const { url, close } = await bareHttp((app, pool) => {
    app.get<{ Querystring: Record<'lat' | 'lng' | 'limit', string> }>(
      '/drivers/nearest',
      async ({ query }) => {
        const values = [Number(query.lat), Number(query.lng), Number(query.limit)];
        const { rows } = await pool.query<Row>({ name: 'nearest', text: NEAREST, values });
        return {
          drivers: rows.map(({ driver_id: driverId, lat, lng, metres }) => ({
            ...{ driverId, position: { lat, lng }, distanceM: metres },
          })),
        };
      },
    );
  });
  return {
    statementOf: ({ lat, lng }, limit) => ({ text: NEAREST, values: [lat, lng, limit] }),
    ...{ url, close },
  };
});
