import {
  cloudEventHeaders,
  RIDE_CHANGED_TYPE,
  RIDE_EVENT_SOURCE,
  rideChangedSubject,
} from '@ride-hailing/contracts';
import { serveOrders } from '@ride-hailing/testing';
import { uuidv7 } from 'uuidv7';
import { bareHttp } from '../sides/bare';

interface Place {
  readonly lat: number;
  readonly lng: number;
  readonly address: string;
}

interface AskedRide {
  readonly riderId: string;
  readonly rider: { readonly name: string; readonly phone: string };
  readonly pickup: Place;
  readonly dropoff: Place;
  readonly stops: readonly Place[];
  readonly fare: { readonly amountMinor: number; readonly currency: string };
  readonly notes: string;
}

const ENQUEUED = (first: number) => `
  INSERT INTO bare.outbox (id, aggregate_id, version, subject, type, payload, headers)
  SELECT $${first}, id::text, version, $${first + 1}, $${first + 2}, $${first + 3}, $${first + 4} FROM changed
  RETURNING version`;

const REQUEST = {
  name: 'request',
  text: `WITH changed AS (
           INSERT INTO bare.rides (id, rider_id, rider_name, rider_phone, pickup_lat, pickup_lng, pickup_address,
             dropoff_lat, dropoff_lng, dropoff_address, stops, fare_amount_minor, fare_currency, notes)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) RETURNING id, version)
         ${ENQUEUED(15)}`,
};

const CHANGE = {
  name: 'change',
  text: `WITH changed AS (
           UPDATE bare.rides SET status = $2, version = version + 1, changed_at = clock_timestamp()
           WHERE id = $1 AND status = $3 RETURNING id, version)
         ${ENQUEUED(4)}`,
};

const eventOf = (rideId: string, status: string) => {
  const id = uuidv7();
  const time = new Date().toISOString();
  const headers = { id, type: RIDE_CHANGED_TYPE, source: RIDE_EVENT_SOURCE, subject: rideId, time };
  const payload = JSON.stringify({ rideId, driverId: null, status, changedAt: time });
  return [id, rideChangedSubject(rideId), RIDE_CHANGED_TYPE, payload, cloudEventHeaders(headers)];
};

const CHANGES = { start: ['IN_PROGRESS', 'ASSIGNED'], complete: ['COMPLETED', 'IN_PROGRESS'] } as const;

/**
 * Fastify and `pg`: the rows that the project writes, in one round trip and one commit. No token, no check, no relay. Its
 * tables are those of the schema `bare`. Answers its address.
 */
void serveOrders<'address', string>(async () => {
  const { url, close } = await bareHttp((app, pool) => {
    app.post<{ Body: AskedRide }>('/rides', async ({ body }, reply) => {
      const { riderId, rider, pickup, dropoff, stops, fare, notes } = body;
      const id = uuidv7();
      const values = [
        ...[id, riderId, rider.name, rider.phone, pickup.lat, pickup.lng, pickup.address],
        ...[dropoff.lat, dropoff.lng, dropoff.address, JSON.stringify(stops)],
        ...[fare.amountMinor, fare.currency, notes, ...eventOf(id, 'REQUESTED')],
      ];
      const { rows } = await pool.query<{ version: number }>({ ...REQUEST, values });
      return reply.status(201).send({ id, status: 'REQUESTED', version: rows[0]?.version });
    });
    for (const command of ['start', 'complete'] as const) {
      const [status, from] = CHANGES[command];
      app.post<{ Params: { id: string } }>(`/rides/:id/${command}`, async ({ params: { id } }, reply) => {
        const values = [id, status, from, ...eventOf(id, status)];
        const { rows } = await pool.query<{ version: number }>({ ...CHANGE, values });
        if (!rows[0]) return reply.status(409).send();
        return { id, status, version: rows[0].version };
      });
    }
  });
  return { carryOut: async () => url, close };
});
