import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { driverUpdateSchema } from '../../src/driver-update';
import { RIDE_CHANGED_TYPE, RIDE_EVENT_SOURCE, rideChangedSchema } from '../../src/ride-changed';
import { currentRideDocumentSchema, RIDE_DOCUMENT_TYPE, rideDocumentSchema } from '../../src/ride-document';

export interface Message {
  readonly title: string;
  readonly summary: string;
  readonly contentType: string;
  readonly headers?: object;
  readonly payload: object;
  readonly examples?: readonly object[];
}

const sample = (file: string): unknown =>
  JSON.parse(readFileSync(join(__dirname, '../../samples', file), 'utf8'));

/** The schema of what senders may write: readers ignore fields that they do not know. */
function payloadOf(schema: z.ZodType): object {
  const payload = z.toJSONSchema(schema, { target: 'draft-7', io: 'input' });
  delete payload.$schema;
  return payload;
}

const text = (description: string, more: object = {}) => ({ type: 'string', description, ...more });
const time = (description: string) => text(description, { format: 'date-time' });
const digits = (description: string) => text(description, { pattern: '^[0-9]+$' });

const MESSAGE_ID = {
  'Nats-Msg-Id': text('The broker stores a message of the same id once within the duplicate window'),
};
const FIRST_STORED_AT = {
  'first-stored-at': time('On a message that was sent again from the dead letters: when it was stored first'),
};

/** CloudEvents 1.0 in binary mode: attributes are headers, the data are the payload. */
const cloudEvent = (type: string) => ({
  type: 'object',
  required: [
    'content-type',
    'ce-specversion',
    'ce-id',
    'ce-type',
    'ce-source',
    'ce-subject',
    'ce-time',
    'Nats-Msg-Id',
  ],
  properties: {
    'content-type': { const: 'application/json' },
    'ce-specversion': { const: '1.0' },
    'ce-id': text('Of this event'),
    'ce-type': { const: type },
    'ce-source': { const: RIDE_EVENT_SOURCE },
    'ce-subject': text('Id of the ride'),
    'ce-time': time('When the ride was changed'),
    traceparent: text(
      'W3C Trace Context: the publication of this event while its trace is recorded, otherwise the request that changed the ride',
      {
        pattern: '^[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$',
      },
    ),
    ...MESSAGE_ID,
    ...FIRST_STORED_AT,
  },
});

const DEAD_LETTER_HEADERS = {
  type: 'object',
  description: 'The headers that the sender gave the message, and these',
  required: [
    'dead-letter-reason',
    'dead-letter-stream',
    'dead-letter-subject',
    'dead-letter-sequence',
    'dead-letter-durable',
    'dead-letter-time',
    'dead-letter-stored-at',
    'deliveries',
    'Nats-Msg-Id',
  ],
  properties: {
    'dead-letter-reason': text('Why it could not be taken'),
    'dead-letter-stream': text('The stream that it was in'),
    'dead-letter-subject': text('The subject that it came on'),
    'dead-letter-sequence': digits('Its place in that stream'),
    'dead-letter-durable': text('The consumer that could not take it'),
    'dead-letter-time': time('When it was parked'),
    'dead-letter-stored-at': time('When it was stored in that stream, for the first time'),
    'dead-letter-message-id': text('Its Nats-Msg-Id there'),
    'dead-letter-cut': text('How much of the payload was kept, when it was too large to be kept whole'),
    'dead-letter-raw-headers': text('The beginning of headers that could not be decoded, base64'),
    deliveries: digits('How often it was delivered before'),
    ...MESSAGE_ID,
  },
};

/** Has no zod schema, since NATS object stores define the format. */
const MANIFEST_PAYLOAD = {
  type: 'object',
  required: ['name', 'bucket', 'nuid', 'size', 'chunks', 'digest', 'mtime', 'options'],
  properties: {
    name: text('Id of the driver'),
    bucket: text('Name of the object store'),
    nuid: text('Names the chunk', { pattern: '^[A-Za-z0-9]{1,64}$' }),
    size: { type: 'integer', minimum: 0, description: 'Bytes' },
    chunks: { const: 1 },
    digest: text('SHA-256 of the content', { pattern: '^SHA-256=' }),
    mtime: time('When it was written'),
    options: { type: 'object', properties: { max_chunk_size: { type: 'integer' } } },
    deleted: { type: 'boolean' },
  },
};

/** Only instances of Driver Service read it. Another release may write another `format`, which this one ignores. */
const CACHED_DETAILS_PAYLOAD = {
  type: 'object',
  required: ['format', 'version', 'loadedAtMs', 'details'],
  properties: {
    format: { const: 1 },
    version: { type: 'integer', description: 'Of the ride' },
    loadedAtMs: { type: 'number', description: 'When the owner was asked, ms since 1970-01-01 UTC' },
    details: { type: ['object', 'null'], description: 'Null when the owner withholds them from this driver' },
  },
};

const JSON_TYPE = 'application/json';

export const MESSAGES = {
  driverUpdate: {
    title: 'Driver update',
    summary: "What a driver's phone says several times a minute; the highest `sequence` of a driver counts",
    contentType: JSON_TYPE,
    payload: payloadOf(driverUpdateSchema),
    examples: [
      { payload: sample('driver-update.v1.json') },
      { payload: sample('driver-update.v1-least.json') },
    ],
  },
  rideChanged: {
    title: 'Ride changed',
    summary: 'The essential fields of one version of a ride: full state, ordered by `version` alone',
    contentType: JSON_TYPE,
    headers: cloudEvent(RIDE_CHANGED_TYPE),
    payload: payloadOf(rideChangedSchema),
    examples: [exampleOf('ride-changed.v1.json')],
  },
  rideDocument: {
    title: 'Ride document',
    summary: 'One version of a ride, whole, with personal data; ordered by `version` alone',
    contentType: JSON_TYPE,
    headers: cloudEvent(RIDE_DOCUMENT_TYPE),
    payload: payloadOf(rideDocumentSchema),
    examples: [exampleOf('ride-document.v1.json')],
  },
  deadLetter: {
    title: 'Dead letter',
    summary: 'A message that a consumer could not take: its payload as it was, and why in the headers',
    contentType: 'application/octet-stream',
    headers: DEAD_LETTER_HEADERS,
    payload: {},
  },
  currentRide: {
    title: 'Current ride of a driver',
    summary: 'The ride that a driver is on, with personal data, or that there is none',
    contentType: JSON_TYPE,
    payload: payloadOf(currentRideDocumentSchema),
    examples: [
      { payload: sample('current-ride-document.v1.json') },
      { payload: sample('current-ride-document.v1-none.json') },
    ],
  },
  objectManifest: {
    title: 'Manifest of an object',
    summary: 'Names the chunk that holds the content now, as NATS object stores write it',
    contentType: JSON_TYPE,
    payload: MANIFEST_PAYLOAD,
  },
  cachedDetails: {
    title: 'Cached details of a ride',
    summary: 'What one instance of Driver Service has loaded, for all its instances',
    contentType: JSON_TYPE,
    payload: CACHED_DETAILS_PAYLOAD,
  },
} satisfies Readonly<Record<string, Message>>;

export type MessageName = keyof typeof MESSAGES;

function exampleOf(file: string): object {
  const { headers, data } = sample(file) as { headers: Record<string, string>; data: object };
  return { headers: { ...headers, 'Nats-Msg-Id': headers['ce-id'] }, payload: data };
}
