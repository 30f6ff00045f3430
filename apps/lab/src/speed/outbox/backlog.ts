import {
  cloudEventHeaders,
  RIDE_CHANGED_TYPE,
  RIDE_EVENT_SOURCE,
  rideChangedSubject,
} from '@ride-hailing/contracts';
import { aRideChanged } from '@ride-hailing/testing';
import { uuidv7 } from 'uuidv7';
import type { LabDatabases } from '../../world/lab-databases';

/** A committed event that waits to be published, as Ride Service writes it. */
export interface WaitingEvent {
  readonly id: string;
  readonly aggregateId: string;
  readonly version: number;
  readonly subject: string;
  readonly payload: string;
  readonly headers: Record<string, string>;
}

const VERSIONS = 3;
const STATUSES = ['REQUESTED', 'ASSIGNED', 'IN_PROGRESS'] as const;
const ROWS_A_STATEMENT = 10_000;

function waitingEvent(rideId: string, version: number, subjectOf: (rideId: string) => string): WaitingEvent {
  const id = uuidv7();
  const time = new Date().toISOString();
  const driverId = version === 1 ? null : `d-${rideId.slice(0, 13)}`;
  const status = STATUSES[version - 1] ?? 'COMPLETED';
  const given = { id, type: RIDE_CHANGED_TYPE, source: RIDE_EVENT_SOURCE, subject: rideId, time };
  return {
    ...{ id, aggregateId: rideId, version, subject: subjectOf(rideId), headers: cloudEventHeaders(given) },
    payload: JSON.stringify(aRideChanged({ rideId, driverId, status, version, changedAt: time })),
  };
}

/** Of `events / VERSIONS` rides; each ride's versions lie far apart, as a ride takes its time. New ids each time. */
export function backlogOf(events: number, subjectOf = rideChangedSubject): WaitingEvent[] {
  const rides = Array.from({ length: events / VERSIONS }, () => uuidv7());
  return Array.from({ length: VERSIONS }, (_, turn) => turn + 1).flatMap((version) =>
    rides.map((rideId) => waitingEvent(rideId, version, subjectOf)),
  );
}

const INSERT = `
  INSERT INTO outbox (id, aggregate_id, version, subject, type, payload, headers)
  SELECT id, "aggregateId", version, subject, '${RIDE_CHANGED_TYPE}', payload, headers
  FROM json_to_recordset($1)
    AS event (id uuid, "aggregateId" text, version int, subject text, payload text, headers jsonb)`;

/** In one transaction for each 10,000, in the order given. */
export async function insertBacklog(
  databases: LabDatabases,
  database: string,
  events: readonly WaitingEvent[],
): Promise<void> {
  for (let from = 0; from < events.length; from += ROWS_A_STATEMENT)
    await databases.rows(database, INSERT, [JSON.stringify(events.slice(from, from + ROWS_A_STATEMENT))]);
  await databases.rows(database, 'VACUUM (ANALYZE) outbox');
}

/** Rows that were published long ago and are kept. They belong to rides of their own. */
export async function insertKept(databases: LabDatabases, database: string, count: number): Promise<void> {
  await databases.rows(
    database,
    `INSERT INTO outbox (id, aggregate_id, version, subject, type, payload, headers, created_at, published_at,
                         stream_sequence)
     SELECT gen_random_uuid(), ride, 1, 'rides.changed.' || ride, '${RIDE_CHANGED_TYPE}',
            json_build_object('rideId', ride, 'driverId', null, 'status', 'REQUESTED', 'version', 1, 'changedAt', at,
                              'pickup', json_build_object('lat', 37.5, 'lng', 127))::text,
            jsonb_build_object('ce-id', ride, 'ce-type', '${RIDE_CHANGED_TYPE}', 'ce-subject', ride),
            at, at, number
     FROM (SELECT number, gen_random_uuid()::text AS ride, now() - number * interval '0.5 seconds' AS at
           FROM generate_series(1, $1::int) AS number) AS kept`,
    [count],
  );
  await databases.rows(database, 'VACUUM (ANALYZE) outbox');
}
