import { aRideChanged } from '@ride-hailing/testing';
import fc from 'fast-check';
import {
  faultyFields,
  type FieldFaults,
  invalidJson,
  INVALID_IDS,
  INVALID_NUMBERS,
  INVALID_WHOLE_NUMBERS,
  unexpectedJson,
  type RawValue,
} from '../faulty-json';
import { between, type Kind, word } from '../kinds';
import type { WireMessage } from './nats-wire';
import { headerBlock, oddHeaders, undecodableHeaders } from './odd-headers';

/** Versions above those of any ride in the run, so that a bad message which is applied shows. */
const NEWER = between(1_000, 9_000);

const INVALID_TIMES: readonly RawValue[] = [
  ...['""', '5', 'null', '"yesterday"', '"2026-13-01T00:00:00Z"', '"2026-11-22"', '"2026-11-22T09:30:00"'],
  ...['"2026-11-22T25:00:00Z"', '"+275760-09-13T00:00:00.001Z"', '"2026-02-30T00:00:00Z"', '[]', undefined],
];
const INVALID_DRIVERS = INVALID_IDS.filter((raw) => raw !== undefined);
const INVALID_STATUSES: readonly RawValue[] = [
  '""',
  '"assigned"',
  '"UNKNOWN"',
  '1',
  'null',
  '["ASSIGNED"]',
  undefined,
];
const INVALID_TEXTS: readonly RawValue[] = ['null', '5', '{}', '[]', 'true', undefined];
const INVALID_LATITUDES: readonly RawValue[] = [...INVALID_NUMBERS, '90.5', '-90.5'];
const INVALID_LONGITUDES: readonly RawValue[] = [...INVALID_NUMBERS, '180.5', '-1e5'];

const EVENT_FAULTS: FieldFaults = {
  rideId: INVALID_IDS,
  driverId: [...INVALID_DRIVERS, undefined],
  status: INVALID_STATUSES,
  pickup: ['null', '[]', '{}', '"here"', undefined],
  'pickup.lat': INVALID_LATITUDES,
  'pickup.lng': INVALID_LONGITUDES,
  version: INVALID_WHOLE_NUMBERS,
  changedAt: INVALID_TIMES,
};

const DOCUMENT_FAULTS: FieldFaults = {
  ...EVENT_FAULTS,
  riderId: INVALID_TEXTS,
  riderName: INVALID_TEXTS,
  riderPhone: INVALID_TEXTS,
  'pickup.address': INVALID_TEXTS,
  dropoff: ['null', '[]', '{}', undefined],
  'dropoff.lat': INVALID_LATITUDES,
  stops: ['null', '{}', '[null]', '[{}]', '"none"', undefined],
  fare: ['null', '0', '{}', undefined],
  'fare.amountMinor': [...INVALID_NUMBERS, '1.5', '1e300'],
  'fare.currency': INVALID_TEXTS,
  notes: INVALID_TEXTS,
};

/** The messages of one stream about rides. */
interface RideMessages {
  readonly prefix: 'rides.changed.' | 'rides.document.';
  readonly type: string;
  readonly faults: FieldFaults;
  /** The fields of a valid message, without the ride's id and version. */
  readonly rest: object;
}

export const CHANGED: RideMessages = {
  prefix: 'rides.changed.',
  type: 'ride-hailing.ride.changed.v1',
  faults: EVENT_FAULTS,
  rest: aRideChanged({ status: 'ASSIGNED', driverId: 'nobody' }),
};

export const DOCUMENT: RideMessages = {
  prefix: 'rides.document.',
  type: 'ride-hailing.ride.document.v1',
  faults: DOCUMENT_FAULTS,
  rest: {
    ...CHANGED.rest,
    ...{ riderId: 'r-1', riderName: 'A. Rider', riderPhone: '+82-2-000-0000', notes: '', stops: [] },
    pickup: { lat: 37.5, lng: 127, address: 'here' },
    dropoff: { lat: 37.6, lng: 127, address: 'there' },
    fare: { amountMinor: 5, currency: 'KRW' },
  },
};

const OTHER_TYPES = (type: string): readonly string[] => [
  ...[
    '',
    'unknown',
    type.toUpperCase(),
    `${type}2`,
    type.replace('v1', 'v2'),
    `${type}, ${type}`,
    `"${type}"`,
  ],
  ...['__proto__', 'x'.repeat(5_000), '한국', '\u0000', 'a\tb'],
];

/** Bad messages, most of them about rides that exist. */
export function badRideMessages(
  { prefix, type, faults, rest }: RideMessages,
  rideIds: readonly string[],
): readonly Kind<WireMessage>[] {
  const ride = fc.constantFrom(...rideIds);
  const valid = fc.tuple(ride, NEWER).map(([rideId, version]) => ({ ...rest, rideId, version }));
  const text = valid.map((one) => JSON.stringify(one));
  const ceType = `ce-type: ${type}`;
  const proper = headerBlock(['content-type: application/json', ceType]);
  const message = (rideId: string, payload: Buffer | string, headers?: Buffer): WireMessage => ({
    subject: Buffer.from(prefix + rideId),
    payload: Buffer.from(payload as string),
    headers,
  });
  const about = (payloads: fc.Arbitrary<Buffer | string>, headers = proper) =>
    fc.tuple(ride, payloads).map(([rideId, payload]) => message(rideId, payload, headers));
  const ofSubject = (texts: fc.Arbitrary<string>) =>
    texts.map((body) =>
      message((/"rideId":"([A-Za-z0-9_-]{1,64})"/.exec(body) ?? [])[1] ?? 'none', body, proper),
    );
  return [
    { title: 'one faulty field', inputs: ofSubject(faultyFields(valid, faults)) },
    { title: 'other JSON', inputs: about(unexpectedJson) },
    ...invalidJson(text).map((kind) => ({ ...kind, inputs: about(kind.inputs) })),
    { title: 'an empty body', inputs: about(fc.constant('')), most: 10 },
    {
      title: 'no headers at all',
      inputs: valid.map((one) => message(one.rideId, JSON.stringify(one))),
    },
    {
      title: 'an unknown type of event',
      inputs: fc
        .tuple(valid, fc.constantFrom(...OTHER_TYPES(type)))
        .map(([one, other]) => message(one.rideId, JSON.stringify(one), headerBlock([`ce-type: ${other}`]))),
    },
    {
      title: 'the type under another name',
      inputs: fc
        .tuple(valid, fc.constantFrom('type', 'ce_type', 'x-ce-type', 'ce-type ', 'ce type', 'ce-type\u0000'))
        .map(([one, name]) => message(one.rideId, JSON.stringify(one), headerBlock([`${name}: ${type}`]))),
    },
    {
      title: 'another ride than that of the subject',
      inputs: fc
        .tuple(valid, word())
        .map(([one, other]) => message(`other-${other}`, JSON.stringify(one), proper)),
    },
    {
      title: 'odd headers',
      inputs: fc
        .tuple(ride, fc.oneof(unexpectedJson, faultyFields(valid, faults)), oddHeaders(fc.constant([ceType])))
        .map(([rideId, body, headers]) => message(rideId, body, headers)),
    },
    {
      title: 'undecodable headers of a good event',
      inputs: fc
        .tuple(valid, undecodableHeaders(fc.constant([ceType])))
        .map(([one, headers]) => message(one.rideId, JSON.stringify(one), headers)),
    },
    {
      title: 'a payload up to the limit of the broker',
      inputs: about(between(300, 2_000).map((less) => '['.repeat(1_048_576 - less))),
      most: 2,
    },
  ];
}
