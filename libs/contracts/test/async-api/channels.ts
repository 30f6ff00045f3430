import { CONSUMERS } from '../../src/consumers';
import {
  CURRENT_RIDE_FILES_BUCKET,
  CURRENT_RIDES_BUCKET,
  DRIVER_UPDATES,
  RIDE_DETAILS_BUCKET,
  RIDE_DOCUMENTS,
  RIDE_EVENTS,
} from '../../src/stream-names';
import { DEAD_LETTER_STREAMS } from '../../src/streams';
import { DRIVER_UPDATES_SUBJECTS, RIDES_CHANGED_SUBJECTS, RIDES_DOCUMENT_SUBJECTS } from '../../src/subjects';
import { type MessageName } from './messages';

export type Party = 'ride-service' | 'driver-service' | 'phone';

/** One kind of subject, and what it carries. */
export interface Channel {
  readonly title: string;
  readonly address: string;
  readonly parameters: Readonly<Record<string, Parameter>>;
  readonly message: MessageName;
  readonly streams: readonly string[];
  readonly senders: readonly Party[];
  /** The services that read it without a durable consumer. */
  readonly readers: readonly Party[];
}

interface Parameter {
  readonly description: string;
  readonly enum?: readonly string[];
  /** The value may contain dots, and so be several tokens of the subject. */
  readonly 'x-several-tokens'?: true;
}

const DRIVER_ID = { driverId: { description: 'Id of the driver, [A-Za-z0-9_-]{1,64}' } };
const RIDE_ID = { rideId: { description: 'Id of the ride, [A-Za-z0-9_-]{1,64}' } };

/** `drivers.update.*` and `driverId` become `drivers.update.{driverId}`. */
const named = (subjects: string, parameter: string): string => subjects.replace(/\*$/, `{${parameter}}`);

export const CHANNELS: Readonly<Record<string, Channel>> = {
  driverUpdates: {
    title: 'Updates of drivers',
    address: named(DRIVER_UPDATES_SUBJECTS, 'driverId'),
    parameters: DRIVER_ID,
    message: 'driverUpdate',
    streams: [DRIVER_UPDATES],
    senders: ['phone'],
    readers: [],
  },
  rideEvents: {
    title: 'Changes of rides',
    address: named(RIDES_CHANGED_SUBJECTS, 'rideId'),
    parameters: RIDE_ID,
    message: 'rideChanged',
    streams: [RIDE_EVENTS],
    senders: ['ride-service'],
    readers: [],
  },
  rideDocuments: {
    title: 'Rides whole, for the approach event-replication',
    address: named(RIDES_DOCUMENT_SUBJECTS, 'rideId'),
    parameters: RIDE_ID,
    message: 'rideDocument',
    streams: [RIDE_DOCUMENTS],
    senders: ['ride-service'],
    readers: [],
  },
  deadLetters: {
    title: 'What consumers could not take',
    address: 'dead-letters.{service}.{durable}.{subject}',
    parameters: {
      service: { description: 'Who parked it', enum: ['ride-service', 'driver-service'] },
      durable: {
        description: 'The consumer that could not take it',
        enum: CONSUMERS.map(({ durable }) => durable),
      },
      subject: {
        description: 'The subject that it came on, or its SHA-256 when it is too odd to stand here',
        'x-several-tokens': true,
      },
    },
    message: 'deadLetter',
    streams: DEAD_LETTER_STREAMS.map(({ name }) => name),
    senders: ['ride-service', 'driver-service'],
    readers: [],
  },
  currentRidesCache: {
    title: 'Key-value bucket of current rides, for the approach shared-cache',
    address: `$KV.${CURRENT_RIDES_BUCKET}.{driverId}`,
    parameters: DRIVER_ID,
    message: 'currentRide',
    streams: [`KV_${CURRENT_RIDES_BUCKET}`],
    senders: ['ride-service'],
    readers: ['driver-service'],
  },
  currentRideFiles: {
    title: 'Manifests of files of current rides, for the approach shared-files',
    address: `$O.${CURRENT_RIDE_FILES_BUCKET}.M.{name}`,
    parameters: { name: { description: 'Id of the driver, base64url with padding' } },
    message: 'objectManifest',
    streams: [`OBJ_${CURRENT_RIDE_FILES_BUCKET}`],
    senders: ['ride-service'],
    readers: ['driver-service'],
  },
  currentRideChunks: {
    title: 'Contents of files of current rides, one chunk each',
    address: `$O.${CURRENT_RIDE_FILES_BUCKET}.C.{nuid}`,
    parameters: { nuid: { description: 'The `nuid` of the manifest' } },
    message: 'currentRide',
    streams: [`OBJ_${CURRENT_RIDE_FILES_BUCKET}`],
    senders: ['ride-service'],
    readers: ['driver-service'],
  },
  rideDetailsCache: {
    title: 'Key-value bucket of ride details, for the caching choice nats-kv',
    address: `$KV.${RIDE_DETAILS_BUCKET}.{rideId}.{driverId}`,
    parameters: { ...RIDE_ID, ...DRIVER_ID },
    message: 'cachedDetails',
    streams: [`KV_${RIDE_DETAILS_BUCKET}`],
    senders: ['driver-service'],
    readers: ['driver-service'],
  },
};
