import {
  type Approach,
  CURRENT_RIDE_FILES_BUCKET,
  CURRENT_RIDES_BUCKET,
  DEAD_LETTERS,
  type FollowedPlace,
  RIDE_DETAILS_BUCKET,
  RIDE_DOCUMENTS,
  RIDE_DOCUMENTS_DEAD_LETTERS,
  RIDE_EVENTS,
  rideChangedSubject,
  rideDocumentSubject,
} from '@ride-hailing/contracts';
import type { StoredMessage, StoredMessages } from '@ride-hailing/messaging';
import type { SharedStore } from '@ride-hailing/shared-store';
import type { Pool } from 'pg';
import type { ErasedRides } from './erased-rides';

const STORE_TIMEOUT_MS = 2_000;
/** The subject of the message that became a dead letter. */
const ORIGIN = /^dead-letter-subject: *(\S+)/im;

/** Access to every place that may hold copies. */
export interface Stores {
  readonly messages: StoredMessages;
  /** The databases of these services, each opened with the service's own login. */
  readonly driverService: Pick<Pool, 'query'>;
  readonly gateway: Pick<Pool, 'query'>;
  readonly sharedCache: SharedStore;
  readonly sharedFiles: SharedStore;
  readonly approaches: readonly Approach[];
}

/** What one look at a place has done there. */
export interface Look {
  readonly removed: number;
  /** What another process is still to replace. */
  readonly left: number;
}

type Place = (stores: Stores, erased: ErasedRides) => Promise<Look>;

const OLD_ROWS = `
  WHERE EXISTS (SELECT FROM unnest($1::text[], $2::bigint[]) AS erased (ride_id, version)
                WHERE kept.ride_id = erased.ride_id AND kept.version < erased.version)`;

const countOld = async (pool: Pick<Pool, 'query'>, table: string, erased: ErasedRides) => {
  const statement = `SELECT count(*)::int AS count FROM ${table} AS kept ${OLD_ROWS}`;
  const { rows } = await pool.query<{ count: number }>(statement, [erased.ids, erased.versions]);
  return rows[0]?.count ?? 0;
};

const textOf = ({ subject, headers, data }: StoredMessage): string =>
  `${subject}\n${headers}\n${data.toString()}`;

/** The messages of a stream below subjects: those of each ride, or all when the subjects do not name rides. */
const messages =
  (stream: string, subjectsOf: (rideId: string) => string): Place =>
  async ({ messages }, erased) => {
    const subjects = new Set(erased.ids.map(subjectsOf));
    let removed = 0;
    for (const subject of subjects) {
      removed += await messages.erase(stream, subject, (message) => erased.isIn(textOf(message)));
    }
    return { removed, left: 0 };
  };

/** Dead letters, and with each the message that it is a copy of, whatever its subject was. */
const letters =
  (stream: string, origin: string): Place =>
  async ({ messages }, erased) => {
    const subjects = new Set<string>();
    const isMeant = (letter: StoredMessage) => erased.isIn(textOf(letter));
    await messages.erase(stream, '>', (letter) => {
      const [, subject] = ORIGIN.exec(letter.headers) ?? [];
      if (subject && isMeant(letter)) subjects.add(subject);
      return false;
    });
    // The letters go last: they alone name the messages.
    for (const subject of subjects) await messages.erase(origin, subject, isMeant);
    return { removed: await messages.erase(stream, '>', isMeant), left: 0 };
  };

/** Values by driver. All rides have ended, so that no driver is on one of them. */
const currentRides =
  (storeOf: (stores: Stores) => SharedStore): Place =>
  async (stores, erased) => {
    const store = storeOf(stores);
    const counts = { removed: 0, left: 0 };
    for (const driverId of erased.driverIds) {
      const value = await store.get(driverId, STORE_TIMEOUT_MS);
      if (!value || !erased.isIn(Buffer.from(value.data).toString())) continue;
      const empty = JSON.stringify({ driverId, ride: null, publishedAt: new Date().toISOString() });
      const isWritten = await store.put(driverId, Buffer.from(empty), value.revision, STORE_TIMEOUT_MS);
      counts[isWritten ? 'removed' : 'left'] += 1;
    }
    return counts;
  };

const oneAfterAnother =
  (...places: readonly Place[]): Place =>
  async (stores, erased) => {
    const sum = { removed: 0, left: 0 };
    for (const place of places) {
      const { removed, left } = await place(stores, erased);
      sum.removed += removed;
      sum.left += left;
    }
    return sum;
  };

/** Each removes what it can, and may be repeated. */
export const PLACES: Readonly<Record<FollowedPlace, Place>> = {
  'gateway.assignments': async ({ gateway }, erased) => {
    const { rowCount } = await gateway.query(
      `UPDATE assignments SET near = '{"lat":0,"lng":0}', idempotency_key = NULL,
         requested_by = CASE WHEN requested_by LIKE 'rider/%' THEN 'erased' ELSE requested_by END
       WHERE ride_id = ANY($1::uuid[]) AND ended_at IS NOT NULL
         AND (near::text <> '{"lat":0,"lng":0}' OR idempotency_key IS NOT NULL OR requested_by LIKE 'rider/%')`,
      [erased.ids],
    );
    const { rows } = await gateway.query<{ count: number }>(
      'SELECT count(*)::int AS count FROM assignments WHERE ride_id = ANY($1::uuid[]) AND ended_at IS NULL',
      [erased.ids],
    );
    return { removed: rowCount ?? 0, left: rows[0]?.count ?? 0 };
  },
  RIDE_EVENTS: messages(RIDE_EVENTS, rideChangedSubject),
  DEAD_LETTERS: letters(DEAD_LETTERS, RIDE_EVENTS),
  'driver_service.ride_copy': async ({ driverService }, erased) => ({
    removed: 0,
    left: await countOld(driverService, 'ride_copy', erased),
  }),
  KV_RIDE_DETAILS: messages(
    `KV_${RIDE_DETAILS_BUCKET}`,
    (rideId) => `$KV.${RIDE_DETAILS_BUCKET}.${rideId}.*`,
  ),
  'driver_service.ride_replica': async ({ driverService, approaches }, erased) => {
    if (approaches.includes('event-replication'))
      return { removed: 0, left: await countOld(driverService, 'ride_replica', erased) };
    const statement = `DELETE FROM ride_replica AS kept ${OLD_ROWS}`;
    const { rowCount } = await driverService.query(statement, [erased.ids, erased.versions]);
    return { removed: rowCount ?? 0, left: 0 };
  },
  RIDE_DOCUMENTS: messages(RIDE_DOCUMENTS, rideDocumentSubject),
  DEAD_LETTERS_RIDE_DOCUMENTS: letters(RIDE_DOCUMENTS_DEAD_LETTERS, RIDE_DOCUMENTS),
  KV_CURRENT_RIDES: oneAfterAnother(
    currentRides(({ sharedCache }) => sharedCache),
    // The bucket of NATS keeps what it had when the cache has moved to Redis.
    messages(`KV_${CURRENT_RIDES_BUCKET}`, () => `$KV.${CURRENT_RIDES_BUCKET}.>`),
  ),
  OBJ_CURRENT_RIDE_FILES: oneAfterAnother(
    currentRides(({ sharedFiles }) => sharedFiles),
    // A writer that was killed leaves a chunk without its manifest.
    messages(`OBJ_${CURRENT_RIDE_FILES_BUCKET}`, () => `$O.${CURRENT_RIDE_FILES_BUCKET}.C.>`),
  ),
};
