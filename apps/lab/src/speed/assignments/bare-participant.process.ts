import { Server, ServerCredentials } from '@grpc/grpc-js';
import {
  cloudEventHeaders,
  ParticipantServiceService,
  type ParticipantServiceServer,
  RIDE_CHANGED_TYPE,
  RIDE_EVENT_SOURCE,
  rideChangedSubject,
} from '@ride-hailing/contracts';
import { serveOrders } from '@ride-hailing/testing';
import { promisify } from 'node:util';
import { uuidv7 } from 'uuidv7';
import { bareHttp } from '../sides/bare';

type Handlers = Pick<ParticipantServiceServer, 'tryAssignment' | 'confirmAssignment'>;

const [role = 'driver'] = process.argv.slice(2);
const TABLE = role === 'ride' ? 'bare.ride_holds' : 'bare.reservations';

const TRY = {
  name: 'try',
  text: `INSERT INTO ${TABLE} (assignment_id, state, ride_id, driver_id) VALUES ($1, 'TRIED', $2, $3)`,
};

const CONFIRM = {
  name: 'confirm',
  text: `UPDATE ${TABLE} SET state = 'CONFIRMED', changed_at = clock_timestamp()
         WHERE assignment_id = $1 AND state = 'TRIED'`,
};

const CONFIRM_RIDE = {
  name: 'confirm-ride',
  text: `WITH held AS (${CONFIRM.text} RETURNING ride_id, driver_id),
         changed AS (
           UPDATE bare.rides SET status = 'ASSIGNED', driver_id = held.driver_id, version = version + 1,
             changed_at = clock_timestamp()
           FROM held WHERE id = held.ride_id AND status = 'REQUESTED' RETURNING id, version)
         INSERT INTO bare.outbox (id, aggregate_id, version, subject, type, payload, headers)
         SELECT $2, id::text, version, $3, $4, $5, $6 FROM changed`,
};

const RIDE = { name: 'ride', text: 'SELECT id, status, version FROM bare.rides WHERE id = $1' };

/** As many bytes as the project's event; nobody reads it. */
const eventValues = () => {
  const id = uuidv7();
  const time = new Date().toISOString();
  const headers = { id, type: RIDE_CHANGED_TYPE, source: RIDE_EVENT_SOURCE, subject: id, time };
  const payload = JSON.stringify({ rideId: id, driverId: null, status: 'ASSIGNED', changedAt: time });
  return [id, rideChangedSubject(id), RIDE_CHANGED_TYPE, payload, cloudEventHeaders(headers)];
};

/**
 * A participant on grpc-js and `pg`: one statement and one commit for a phase. No check, no fence, no relay. As `ride` it
 * also changes the ride, enqueues its event, and shows rides over HTTP. Answers both addresses.
 */
void serveOrders<'addresses', { http: string; grpc: string }>(async () => {
  const { url, pool, close } = await bareHttp((app, rides) => {
    app.get<{ Params: { id: string } }>('/rides/:id', async ({ params: { id } }, reply) => {
      const { rows } = await rides.query<object>({ ...RIDE, values: [id] });
      return rows[0] ?? reply.status(404).send();
    });
  });
  const handlers: Handlers = {
    tryAssignment: ({ request: { assignmentId, rideId, driverId } }, answer) => {
      pool.query({ ...TRY, values: [assignmentId, rideId, driverId] }).then(
        () => answer(null, { result: { $case: 'agreed', value: { driverId } } }),
        (error: Error) => answer(error),
      );
    },
    confirmAssignment: ({ request: { assignmentId } }, answer) => {
      const done =
        role === 'ride'
          ? pool.query({ ...CONFIRM_RIDE, values: [assignmentId, ...eventValues()] })
          : pool.query({ ...CONFIRM, values: [assignmentId] });
      done.then(
        ({ rowCount }) => answer(rowCount === 1 ? null : new Error('nothing to confirm'), {}),
        (error: Error) => answer(error),
      );
    },
  };
  const server = new Server();
  server.addService(ParticipantServiceService, handlers);
  const bind = promisify(server.bindAsync.bind(server));
  const port = await bind('127.0.0.1:0', ServerCredentials.createInsecure());
  return {
    carryOut: async () => ({ http: url, grpc: `127.0.0.1:${port}` }),
    close: () => {
      server.forceShutdown();
      return close();
    },
  };
});
