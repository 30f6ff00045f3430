import type { AddressInfo } from 'node:net';
import { RIDE_CHANGED_TYPE } from '@ride-hailing/contracts';
import { serveOrders } from '@ride-hailing/testing';
import fastify from 'fastify';
import { headers } from 'nats';
import { Pool } from 'pg';
import { uuidv7 } from 'uuidv7';
import { type BrokerLogin, connectTo } from './bench-streams';
import type { AskedRide } from './naive-ride.entity';

const INSERT = {
  name: 'insert-ride',
  text: `INSERT INTO rides (id, status, version, rider_id, rider, pickup, dropoff, stops, fare, notes)
         VALUES ($1, 'REQUESTED', 1, $2, $3, $4, $5, $6, $7, $8) RETURNING changed_at AS "changedAt"`,
};

/** Commits, then publishes at once: fast, and a crash in between loses the event. Answers with its address. */
void serveOrders<'address', string>(async () => {
  const [databaseUrl = '', login = '{}'] = process.argv.slice(2);
  const pool = new Pool({ connectionString: databaseUrl });
  const nats = await connectTo(JSON.parse(login) as BrokerLogin);
  const jetstream = nats.jetstream();
  const app = fastify();
  app.post<{ Body: AskedRide }>('/rides', async ({ body }, reply) => {
    const { riderId, rider, pickup, dropoff, stops, fare, notes } = body;
    const id = uuidv7();
    const values = [id, riderId, rider, pickup, dropoff, JSON.stringify(stops), fare, notes];
    const { rows } = await pool.query<{ changedAt: Date }>({ ...INSERT, values });
    const changedAt = rows[0]?.changedAt;
    const event = { rideId: id, driverId: null, status: 'REQUESTED', pickup, version: 1, changedAt };
    const sent = headers();
    sent.set('ce-type', RIDE_CHANGED_TYPE);
    void jetstream.publish(`bare.changed.${id}`, JSON.stringify(event), { msgID: uuidv7(), headers: sent });
    return reply.status(201).send({ id, version: 1 });
  });
  await app.listen({ port: 0, host: '127.0.0.1' });
  return {
    carryOut: async () => `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`,
    close: async () => {
      await app.close();
      await nats.drain();
      await pool.end();
    },
  };
});
