import { RIDE_CHANGED_TYPE } from '@ride-hailing/contracts';
import { serveOrders } from '@ride-hailing/testing';
import { uuidv7 } from 'uuidv7';
import { bareHttp } from '../sides/bare';
import { connectToNats } from '../sides/environment';
import { natsHeaders } from '../sides/nats-headers';
import type { AskedRide } from './naive.entities';

const TABLE = `
  CREATE TABLE rides (
    id uuid PRIMARY KEY,
    status text NOT NULL,
    version integer NOT NULL,
    rider_id text NOT NULL,
    driver_id text,
    rider jsonb NOT NULL,
    pickup jsonb NOT NULL,
    dropoff jsonb NOT NULL,
    stops jsonb NOT NULL,
    fare jsonb NOT NULL,
    notes text NOT NULL,
    changed_at timestamptz NOT NULL DEFAULT now()
  )`;

const INSERT = {
  name: 'insert-ride',
  text: `INSERT INTO rides (id, status, version, rider_id, rider, pickup, dropoff, stops, fare, notes)
         VALUES ($1, 'REQUESTED', 1, $2, $3, $4, $5, $6, $7, $8) RETURNING changed_at AS "changedAt"`,
};

/** Commits, then publishes at once: fast, and a crash in between loses the event. Answers with its address. */
void serveOrders<'address', string>(async () => {
  const nats = await connectToNats();
  const jetstream = nats.jetstream();
  const { url, pool, close } = await bareHttp((app, pool) => {
    app.post<{ Body: AskedRide }>('/rides', async ({ body }, reply) => {
      const { riderId, rider, pickup, dropoff, stops, fare, notes } = body;
      const id = uuidv7();
      const values = [id, riderId, rider, pickup, dropoff, JSON.stringify(stops), fare, notes];
      const { rows } = await pool.query<{ changedAt: Date }>({ ...INSERT, values });
      const changedAt = rows[0]?.changedAt;
      const event = { rideId: id, driverId: null, status: 'REQUESTED', pickup, version: 1, changedAt };
      const headers = natsHeaders({ 'ce-type': RIDE_CHANGED_TYPE });
      void jetstream.publish(`bare.changed.${id}`, JSON.stringify(event), { msgID: uuidv7(), headers });
      return reply.status(201).send({ id, version: 1 });
    });
  });
  await pool.query(TABLE);
  return {
    carryOut: async () => url,
    close: async () => {
      await close();
      await nats.drain();
    },
  };
});
