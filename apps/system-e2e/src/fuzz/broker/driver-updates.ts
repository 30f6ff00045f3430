import type { DriverUpdate } from '@ride-hailing/contracts';
import { aDriverUpdate, shuffled } from '@ride-hailing/testing';
import fc from 'fast-check';
import {
  faultyFields,
  type FieldFaults,
  invalidJson,
  INVALID_IDS,
  INVALID_NUMBERS,
  INVALID_WHOLE_NUMBERS,
  unexpectedJson,
} from '../faulty-json';
import { between, type Kind, word } from '../kinds';
import type { WireMessage } from './nats-wire';
import { oddHeaders, undecodableHeaders } from './odd-headers';

const PREFIX = 'drivers.update.';
/** The largest payload that the broker accepts, in bytes. */
const MAX_PAYLOAD = 1_048_576;

const DAY_MS = 86_400_000;
/** Offsets from now, in ms, that no phone's clock may have. */
const OTHER_TIMES = [
  3_600_000,
  DAY_MS,
  365 * DAY_MS,
  1e14,
  1e15,
  -367 * DAY_MS,
  -3_650 * DAY_MS,
  -20_000 * DAY_MS,
];

const FAULTS: FieldFaults = {
  driverId: [...INVALID_IDS, '"another-driver"'],
  sequence: INVALID_WHOLE_NUMBERS,
  recordedAt: INVALID_WHOLE_NUMBERS,
  position: ['null', '[]', '[37.5,127]', '{}', '"37.5,127"', '5', '{"lat":37.5}', '{"lng":127}', undefined],
  'position.lat': [...INVALID_NUMBERS, '90.0001', '-91', '1e308'],
  'position.lng': [...INVALID_NUMBERS, '180.0001', '-181', '-1e308'],
  available: ['"true"', '1', '0', 'null', '[]', '""', undefined],
  heading: ['-1', '361', '"10"', 'null', '1e999', '[]'],
  speed: ['-0.1', '"8"', 'null', '-1e999', '{}'],
  accuracy: ['-5', '"5"', 'null', 'true'],
  battery: ['-1', '101', '"80"', 'null'],
};

const update = (driverId: string, sequence: number, more: Partial<DriverUpdate> = {}): DriverUpdate =>
  aDriverUpdate({ driverId, sequence, recordedAt: Date.now(), ...more });

const message = (driverId: string | Buffer, payload: Buffer | string, headers?: Buffer): WireMessage => ({
  subject: Buffer.concat([Buffer.from(PREFIX), Buffer.from(driverId as string)]),
  payload: Buffer.from(payload as string),
  headers,
});

/** Tokens of a subject that the broker accepts and that are not ids of drivers. */
const ODD_TOKENS = [
  ...[
    'a%20b',
    '$JS',
    'ü',
    '한국',
    'a,b',
    '"d-1"',
    '{}',
    '-ERR!',
    '+OK',
    '\u0001',
    '\u007f',
    "d-1'--",
    '/d-1',
  ],
  ...['a\\nb', 'x'.repeat(65), 'x'.repeat(900), '\u202ed-1', '**', 'a*', '>a', '=', '@', '__proto__\u0000'],
];

/** The driver that the body names, so that the subject is right and only the body is faulty. */
const driverIn = (body: string, drivers: readonly string[]): string =>
  drivers.find((driverId) => body.includes(`"${driverId}"`)) ?? drivers[0] ?? '';

export interface Fleet {
  readonly drivers: readonly string[];
  readonly bad: readonly Kind<WireMessage>[];
  readonly good: readonly WireMessage[];
  /** The newest good update of each driver. */
  readonly newest: ReadonlyMap<string, DriverUpdate>;
}

/**
 * Driver updates. Bad ones use the subjects of good ones and are newer than all of them, so that one which is applied
 * shows.
 * @param goodCount the number of good updates, repeats included
 */
export function fleetOf(drivers: readonly string[], goodCount: number, random: () => number): Fleet {
  // Bad updates come from many more drivers, since only the last dead letters of each driver are kept.
  const all = [...drivers, ...Array.from({ length: 10 * drivers.length }, (_, at) => `silent-${at}`)];
  const driver = fc.constantFrom(...all);
  const now = Date.now();
  const newer = between(1, 1_000).map((ms) => now + ms);
  const valid = fc
    .tuple(driver, newer)
    .map(([driverId, sequence]) => update(driverId, sequence, { heading: 10, speed: 8 }));
  const text = valid.map((one) => JSON.stringify(one));
  const onSubject = (payloads: fc.Arbitrary<Buffer | string>) =>
    fc.tuple(driver, payloads).map(([driverId, payload]) => message(driverId, payload));
  const bad: Kind<WireMessage>[] = [
    {
      title: 'one faulty field',
      inputs: faultyFields(valid, FAULTS).map((body) => message(driverIn(body, all), body)),
    },
    { title: 'other JSON', inputs: onSubject(unexpectedJson) },
    ...invalidJson(text).map((kind) => ({ ...kind, inputs: onSubject(kind.inputs) })),
    { title: 'an empty body', inputs: onSubject(fc.constant('')), most: 20 },
    {
      title: 'the update of another driver',
      inputs: fc.tuple(valid, word()).map(([one, other]) => message(`other-${other}`, JSON.stringify(one))),
    },
    {
      title: 'a subject that names no driver',
      inputs: fc.tuple(fc.constantFrom(...ODD_TOKENS), valid).map(([token, one]) => {
        return message(token, JSON.stringify({ ...one, driverId: token }));
      }),
    },
    {
      title: 'a subject that is not UTF-8',
      inputs: fc
        .tuple(word(), fc.constantFrom('ff', 'fe80', 'c3', 'eda080'), text)
        .map(([name, hex, body]) =>
          message(Buffer.concat([Buffer.from(name), Buffer.from(hex, 'hex')]), body),
        ),
    },
    {
      title: 'odd headers',
      inputs: fc
        .tuple(faultyFields(valid, FAULTS), oddHeaders(fc.constant(['traceparent: 00-x'])))
        .map(([body, headers]) => message(driverIn(body, all), body, headers)),
    },
    {
      title: 'undecodable headers of a good update',
      inputs: fc
        .tuple(valid, undecodableHeaders(fc.constant([])))
        .map(([one, headers]) => message(one.driverId, JSON.stringify(one), headers)),
    },
    {
      title: 'a time that no phone can have',
      inputs: fc
        .tuple(
          valid,
          fc.constantFrom('sequence', 'recordedAt'),
          fc.constantFrom(...OTHER_TIMES),
          between(0, 1_000_000),
        )
        .map(([one, field, offset, more]) =>
          message(one.driverId, JSON.stringify({ ...one, [field]: now + offset + Math.sign(offset) * more })),
        ),
    },
    {
      title: 'a payload up to the limit of the broker',
      inputs: fc
        .tuple(driver, between(0, 2_000), fc.constantFrom('x', '{', '"'))
        .map(([driverId, less, letter]) => message(driverId, letter.repeat(MAX_PAYLOAD - less))),
      most: 12,
    },
  ];
  const updates = drivers.flatMap((driverId, at) =>
    Array.from({ length: Math.ceil((goodCount * 0.9) / drivers.length) }, (_, nth) =>
      update(driverId, now - 60_000 + nth * 100 + at, {
        position: { lat: 37.4 + random() * 0.3, lng: 126.8 + random() * 0.4 },
        available: random() < 0.5,
      }),
    ),
  );
  const repeated = shuffled(updates, random).slice(0, goodCount - updates.length);
  const newest = new Map<string, DriverUpdate>();
  for (const one of updates)
    if ((newest.get(one.driverId)?.sequence ?? 0) < one.sequence) newest.set(one.driverId, one);
  const good = shuffled([...updates, ...repeated], random).map((one, at) => asWritten(one, at));
  return { drivers, bad, good, newest };
}

/** The same update in one of the ways in which a phone may write it. */
function asWritten(one: DriverUpdate, at: number): WireMessage {
  const { driverId } = one;
  const ways = [
    () => JSON.stringify(one),
    () => JSON.stringify(one, null, 2),
    () => `\n\t ${JSON.stringify(one)} \r\n`,
    () => JSON.stringify({ ...one, note: 'Müller 한국 \u{1f695} \u0000', nested: [[{}]] }),
    () =>
      JSON.stringify({ ...one, deep: undefined }).replace(
        /}$/,
        `,"deep":${'['.repeat(500)}${']'.repeat(500)}}`,
      ),
    () => JSON.stringify(one).replace('"driverId"', '"\\u0064riverId"'),
    () => JSON.stringify(one).replace('{', '{"available":"first of two",'),
    () => JSON.stringify(one).replace(/"lat":([\d.]+)/, (_, lat: string) => `"lat":${lat}e0`),
  ];
  return message(driverId, ways[at % ways.length]?.() ?? '');
}
