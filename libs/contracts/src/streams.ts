import { CONSUMERS } from './consumers';
import {
  CURRENT_RIDE_FILES_BUCKET,
  CURRENT_RIDES_BUCKET,
  DEAD_LETTERS,
  DRIVER_UPDATES,
  DRIVER_UPDATES_DEAD_LETTERS,
  RIDE_DETAILS_BUCKET,
  RIDE_DOCUMENTS,
  RIDE_DOCUMENTS_DEAD_LETTERS,
  RIDE_EVENTS,
} from './stream-names';
import {
  deadLettersSubjects,
  DRIVER_UPDATES_SUBJECTS,
  RIDES_CHANGED_SUBJECTS,
  RIDES_DOCUMENT_SUBJECTS,
} from './subjects';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const DAY = 24 * 60 * MINUTE;
const KIB = 1024;
const MIB = 1024 * KIB;

export interface StreamDefinition {
  readonly name: string;
  readonly description: string;
  readonly subjects: readonly string[];
  readonly storage: 'file' | 'memory';
  readonly maxAgeMs: number;
  readonly maxBytes: number;
  /** At the limit: `old` drops the oldest message, `new` refuses the publish. */
  readonly discard: 'old' | 'new';
  readonly duplicateWindowMs: number;
  /** At this limit the oldest message of the subject is dropped. */
  readonly mostPerSubject?: number;
  /** Including headers; a larger message is refused. */
  readonly mostMessageBytes?: number;
  /** Marks a bucket: the newest message of each subject is kept, and can be read by subject. */
  readonly newestPerSubject?: boolean;
  /** Marks an object store: chunks of objects, and the newest manifest of each object. */
  readonly objects?: boolean;
}

/** The subjects of dead letters of all consumers of a stream. */
const lettersOf = (origin: string): readonly string[] =>
  CONSUMERS.filter(({ stream }) => stream === origin).flatMap(({ durable }) => deadLettersSubjects(durable));

/**
 * Messages that a consumer could not process, with the reason and their origin. Each origin has a stream of its own,
 * so that garbage from one cannot push out the dead letters of another. The order matters to provisioning: the first
 * stream once had the subjects of all, so it must give them up before the others are made.
 */
export const DEAD_LETTER_STREAMS: readonly StreamDefinition[] = [
  {
    name: DEAD_LETTERS,
    description: 'Ride events that a consumer could not take, with the reason and their origin',
    subjects: lettersOf(RIDE_EVENTS),
    storage: 'file',
    maxAgeMs: 30 * DAY,
    maxBytes: 256 * MIB,
    discard: 'old',
    duplicateWindowMs: 2 * MINUTE,
  },
  {
    name: DRIVER_UPDATES_DEAD_LETTERS,
    description:
      "Drivers' updates that could not be taken, bounded for each driver: anybody's phone may send garbage",
    subjects: lettersOf(DRIVER_UPDATES),
    storage: 'file',
    maxAgeMs: 30 * DAY,
    maxBytes: 128 * MIB,
    discard: 'old',
    duplicateWindowMs: 2 * MINUTE,
    mostPerSubject: 20,
    mostMessageBytes: 16 * KIB,
  },
  {
    name: RIDE_DOCUMENTS_DEAD_LETTERS,
    description: 'Documents of rides that could not be taken, with personal data',
    subjects: lettersOf(RIDE_DOCUMENTS),
    storage: 'file',
    maxAgeMs: 30 * DAY,
    maxBytes: 128 * MIB,
    discard: 'old',
    duplicateWindowMs: 2 * MINUTE,
  },
];

export const STREAMS: readonly StreamDefinition[] = [
  {
    name: DRIVER_UPDATES,
    description: 'Updates of drivers, perishable: the next one replaces what was lost',
    subjects: [DRIVER_UPDATES_SUBJECTS],
    storage: 'file',
    maxAgeMs: 10 * MINUTE,
    maxBytes: 512 * MIB,
    discard: 'old',
    duplicateWindowMs: 2 * MINUTE,
  },
  {
    name: RIDE_EVENTS,
    description: 'Essential fields of each version of each ride; refuses rather than forgets',
    subjects: [RIDES_CHANGED_SUBJECTS],
    storage: 'file',
    maxAgeMs: 7 * DAY,
    maxBytes: 1024 * MIB,
    discard: 'new',
    duplicateWindowMs: 2 * MINUTE,
  },
  ...DEAD_LETTER_STREAMS,
  {
    name: `KV_${RIDE_DETAILS_BUCKET}`,
    description: 'Shared cache of ride details: personal data, so only in memory and for minutes',
    subjects: [`$KV.${RIDE_DETAILS_BUCKET}.>`],
    storage: 'memory',
    maxAgeMs: 6 * MINUTE,
    maxBytes: 64 * MIB,
    discard: 'old',
    duplicateWindowMs: 1 * SECOND,
    newestPerSubject: true,
  },
  {
    name: RIDE_DOCUMENTS,
    description: 'Rides whole, with personal data: filled only while the approach event-replication is on',
    subjects: [RIDES_DOCUMENT_SUBJECTS],
    storage: 'file',
    maxAgeMs: 1 * DAY,
    maxBytes: 256 * MIB,
    discard: 'new',
    duplicateWindowMs: 2 * MINUTE,
  },
  {
    name: `KV_${CURRENT_RIDES_BUCKET}`,
    description: 'Shared cache of current rides, with personal data: filled only while shared-cache is on',
    subjects: [`$KV.${CURRENT_RIDES_BUCKET}.>`],
    storage: 'memory',
    maxAgeMs: 60 * MINUTE,
    maxBytes: 64 * MIB,
    discard: 'old',
    duplicateWindowMs: 1 * SECOND,
    newestPerSubject: true,
  },
  {
    name: `OBJ_${CURRENT_RIDE_FILES_BUCKET}`,
    description: 'Files of current rides, with personal data: filled only while shared-files is on',
    subjects: [`$O.${CURRENT_RIDE_FILES_BUCKET}.C.>`, `$O.${CURRENT_RIDE_FILES_BUCKET}.M.>`],
    storage: 'file',
    maxAgeMs: 7 * DAY,
    maxBytes: 256 * MIB,
    discard: 'new',
    duplicateWindowMs: 1 * SECOND,
    objects: true,
  },
];
