import type { Approach } from './approaches';

interface PersonalCopy {
  /** The approach that makes the copy; null when it is there with any approach. */
  readonly approach: Approach | null;
  readonly holds: string;
  /** How long it stays if nobody asks to forget it. */
  readonly keptFor: string;
  /** What takes it away when a rider is forgotten. */
  readonly goes: 'with the commit' | 'by its event' | 'by the command' | 'by its age';
}

/**
 * Every place that holds personal data of riders: tables as `database.table`, streams and buckets by the names of their
 * streams. `npm run forget` works through this table, and its drill (`forget.long-spec.ts`) searches every store and finds
 * riders in these places and no others.
 */
export const PERSONAL_COPIES = {
  'ride_service.rides': {
    approach: null,
    holds: 'all data, of every ride',
    keptFor: 'without a limit',
    goes: 'with the commit',
  },
  'ride_service.outbox': {
    approach: null,
    holds: 'the point of the pickup, of every version of a ride',
    keptFor: '7 days',
    goes: 'with the commit',
  },
  'ride_service.idempotency_keys': {
    approach: null,
    holds: "the rider's id, and the key that the client has chosen",
    keptFor: '24 hours',
    goes: 'with the commit',
  },
  'gateway.assignments': {
    approach: null,
    holds: "the rider's id, the client's key, and the point of the pickup, of every assignment",
    keptFor: '7 days',
    goes: 'by the command',
  },
  RIDE_EVENTS: {
    approach: null,
    holds: 'the point of the pickup, of every version of a ride',
    keptFor: '7 days',
    goes: 'by the command',
  },
  DEAD_LETTERS: {
    approach: null,
    holds: 'the point of the pickup, of events that could not be processed',
    keptFor: '30 days',
    goes: 'by the command',
  },
  'driver_service.ride_copy': {
    approach: 'hybrid',
    holds: 'the point of the pickup, of every ride',
    keptFor: 'without a limit',
    goes: 'by its event',
  },
  'memory of Driver Service': {
    approach: 'hybrid',
    holds: 'details that drivers have read',
    keptFor: '7 minutes',
    goes: 'by its age',
  },
  KV_RIDE_DETAILS: {
    approach: 'hybrid',
    holds: 'details that drivers have read, with the caching choice `nats-kv`',
    keptFor: '6 minutes, in memory of NATS',
    goes: 'by the command',
  },
  'driver_service.ride_replica': {
    approach: 'event-replication',
    holds: 'all data, of every ride, also past ones',
    keptFor: 'without a limit',
    goes: 'by its event',
  },
  RIDE_DOCUMENTS: {
    approach: 'event-replication',
    holds: 'all data, of every version of a ride',
    keptFor: 'a day',
    goes: 'by the command',
  },
  DEAD_LETTERS_RIDE_DOCUMENTS: {
    approach: 'event-replication',
    holds: 'whole documents that could not be processed',
    keptFor: '30 days',
    goes: 'by the command',
  },
  KV_CURRENT_RIDES: {
    approach: 'shared-cache',
    holds: 'all data, of rides that have a driver now',
    keptFor: 'until the ride ends, or an hour, in memory of NATS (or Redis)',
    goes: 'by its event',
  },
  OBJ_CURRENT_RIDE_FILES: {
    approach: 'shared-files',
    holds: 'all data, of rides that have a driver now',
    keptFor:
      'until the ride ends; if the approach is turned off before, 7 days in NATS, and without a limit on S3',
    goes: 'by its event',
  },
} as const satisfies Readonly<Record<string, PersonalCopy>>;

export type PersonalPlace = keyof typeof PERSONAL_COPIES;

export const PERSONAL_PLACES = Object.keys(PERSONAL_COPIES) as PersonalPlace[];

/** The places from which a rider goes after the commit at the owner, and not by age alone. */
export type FollowedPlace = {
  [Place in PersonalPlace]: (typeof PERSONAL_COPIES)[Place]['goes'] extends 'by its event' | 'by the command'
    ? Place
    : never;
}[PersonalPlace];
