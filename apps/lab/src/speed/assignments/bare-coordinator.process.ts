import { credentials } from '@grpc/grpc-js';
import { ParticipantServiceClient } from '@ride-hailing/contracts';
import { serveOrders } from '@ride-hailing/testing';
import { Pool as HttpPool } from 'undici';
import { uuidv7 } from 'uuidv7';
import { bareHttp } from '../sides/bare';

const [driversGrpc = '', ridesGrpc = '', ridesHttp = ''] = process.argv.slice(2);

const BEGIN = {
  name: 'begin',
  text: `INSERT INTO bare.assignments (id, held_until, ride_id, driver_asked, near, requested_by)
         VALUES ($1, now() + interval '10 s', $2, $3, '{}', 'bench')`,
};

const DECIDE = {
  name: 'decide',
  text: `UPDATE bare.assignments SET state = 'CONFIRMING', driver_id = $2, steps = $3, decided_at = now()
         WHERE id = $1 AND state = 'TRYING'`,
};

const END = {
  name: 'end',
  text: `UPDATE bare.assignments SET state = 'CONFIRMED', steps = $2, ended_at = now()
         WHERE id = $1 AND state = 'CONFIRMING'`,
};

function participant(address: string) {
  const client = new ParticipantServiceClient(address, credentials.createInsecure());
  return {
    try: (assignmentId: string, rideId: string, driverId: string) =>
      new Promise<void>((resolve, reject) => {
        client.tryAssignment({ assignmentId, rideId, driverId, near: undefined }, (error) =>
          error ? reject(error) : resolve(),
        );
      }),
    confirm: (assignmentId: string) =>
      new Promise<void>((resolve, reject) => {
        client.confirmAssignment({ assignmentId }, (error) => (error ? reject(error) : resolve()));
      }),
    close: () => client.close(),
  };
}

/**
 * The round trips and commits of an assignment, and nothing else: look at the ride, begin, try both participants, decide,
 * confirm both at once, end. No deadline, no retry, no recovery, no token. Answers its address.
 */
void serveOrders<'address', string>(async () => {
  const drivers = participant(driversGrpc);
  const rides = participant(ridesGrpc);
  const owner = new HttpPool(ridesHttp, { connections: 64 });
  const { url, close } = await bareHttp((app, pool) => {
    app.post<{ Params: { id: string }; Body: { driverId: string } }>(
      '/rides/:id/assignment',
      async ({ params: { id: rideId }, body: { driverId } }, reply) => {
        const { body, statusCode } = await owner.request({ method: 'GET', path: `/rides/${rideId}` });
        const ride = (await body.json()) as { status: string };
        if (statusCode !== 200 || ride.status !== 'REQUESTED') return reply.status(409).send();
        const id = uuidv7();
        await pool.query({ ...BEGIN, values: [id, rideId, driverId] });
        await drivers.try(id, rideId, driverId);
        await rides.try(id, rideId, driverId);
        const steps = JSON.stringify([{ participant: 'driver-service' }, { participant: 'ride-service' }]);
        await pool.query({ ...DECIDE, values: [id, driverId, steps] });
        await Promise.all([drivers.confirm(id), rides.confirm(id)]);
        await pool.query({ ...END, values: [id, steps] });
        return { id, rideId, driverId, state: 'CONFIRMED' };
      },
    );
  });
  return {
    carryOut: async () => url,
    close: async () => {
      drivers.close();
      rides.close();
      await close();
      await owner.destroy();
    },
  };
});
