import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseDriverUpdate } from './driver-update';
import {
  CancelAssignmentRequest,
  ConfirmAssignmentRequest,
  GetAssignmentOutcomeRequest,
  GetAssignmentOutcomeResponse,
  TryAssignmentRequest,
  TryAssignmentResponse,
} from './generated/assignment/v1/assignment';
import {
  BatchGetCurrentRidesRequest,
  BatchGetCurrentRidesResponse,
  BatchGetRidesRequest,
  BatchGetRidesResponse,
} from './generated/ride/v1/ride_details';
import {
  DigestRideEssentialsRequest,
  DigestRideEssentialsResponse,
  ListRideEssentialsRequest,
  ListRideEssentialsResponse,
} from './generated/ride/v1/ride_essentials';
import { parseRideChanged, type RideChanged } from './ride-changed';
import { parseCurrentRideDocument, parseRideDocument, type RideDocument } from './ride-document';

/** Published messages never change: a new shape gets a new file, and every old file must still parse. */
const SAMPLES = join(__dirname, '../samples');

const read = (file: string): string => readFileSync(join(SAMPLES, file), 'utf8');
const bytes = (value: unknown): Uint8Array => Buffer.from(JSON.stringify(value));

interface EventSample<T> {
  headers: Record<string, string>;
  data: T;
}

interface Message<T> {
  decode(bytes: Uint8Array): T;
  fromJSON(json: unknown): T;
  toJSON(message: T): unknown;
}

const onWire =
  <T>(message: Message<T>) =>
  (file: string): void => {
    const wire = Buffer.from(read(file.replace('.json', '.base64')), 'base64');
    const json: unknown = JSON.parse(read(file));
    expect(message.decode(wire)).toEqual(message.fromJSON(json));
    expect(message.toJSON(message.decode(wire))).toEqual(json);
  };

const parsers: Record<string, (file: string) => void> = {
  'driver-update': (file) => {
    const sample: unknown = JSON.parse(read(file));
    expect(parseDriverUpdate(bytes(sample))).toEqual({ ok: true, value: sample });
  },
  'ride-changed': (file) => {
    const sample = JSON.parse(read(file)) as EventSample<RideChanged>;
    expect(parseRideChanged(sample.headers['ce-type'], bytes(sample.data))).toEqual({
      ok: true,
      value: sample.data,
    });
  },
  'ride-document': (file) => {
    const sample = JSON.parse(read(file)) as EventSample<RideDocument>;
    expect(parseRideDocument(sample.headers['ce-type'], bytes(sample.data))).toEqual({
      ok: true,
      value: sample.data,
    });
  },
  'current-ride-document': (file) => {
    const sample: unknown = JSON.parse(read(file));
    expect(parseCurrentRideDocument(bytes(sample))).toEqual({ ok: true, value: sample });
  },
  'batch-get-current-rides-request': onWire(BatchGetCurrentRidesRequest),
  'batch-get-current-rides-response': onWire(BatchGetCurrentRidesResponse),
  'batch-get-rides-request': onWire(BatchGetRidesRequest),
  'batch-get-rides-response': onWire(BatchGetRidesResponse),
  'list-ride-essentials-request': onWire(ListRideEssentialsRequest),
  'list-ride-essentials-response': onWire(ListRideEssentialsResponse),
  'digest-ride-essentials-request': onWire(DigestRideEssentialsRequest),
  'digest-ride-essentials-response': onWire(DigestRideEssentialsResponse),
  'try-assignment-request': onWire(TryAssignmentRequest),
  'try-assignment-response': onWire(TryAssignmentResponse),
  'confirm-assignment-request': onWire(ConfirmAssignmentRequest),
  'cancel-assignment-request': onWire(CancelAssignmentRequest),
  'get-assignment-outcome-request': onWire(GetAssignmentOutcomeRequest),
  'get-assignment-outcome-response': onWire(GetAssignmentOutcomeResponse),
};

describe('committed samples', () => {
  const files = readdirSync(SAMPLES).filter((file) => file.endsWith('.json'));

  it.each(files)('%s still parses to the same values', (file) => {
    const kind = file.slice(0, file.indexOf('.v'));
    const parse = parsers[kind];
    if (!parse) throw new Error(`no parser is named for samples of kind ${kind}`);
    parse(file);
  });

  it('has a sample for every kind of message', () => {
    const kinds = new Set(files.map((file) => file.slice(0, file.indexOf('.v'))));
    expect([...kinds].sort()).toEqual(Object.keys(parsers).sort());
  });
});
