import fc from 'fast-check';
import { gzipSync, brotliCompressSync } from 'node:zlib';
import { chunked, type HeaderLine } from '../../running-system/http-wire';
import { invalidJson, unexpectedJson } from '../faulty-json';
import { between, type Kind, word } from '../kinds';
import { dispatcherRequest, type BadRequest, type Door, type HttpWorld, JSON_TYPE } from './http-doors';
import { faultyRides, goodRides, tooManyStops } from './ride-requests';

const OTHER_TYPES = [
  ...[
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/xml',
  ],
  ...[
    'application/jsonp',
    'application/json5',
    'json',
    'application',
    '/',
    'application/octet-stream',
    'text/json',
  ],
  ...['application/merge-patch+json', 'application/vnd.api+json', 'application/cbor', '*/*', 'image/png'],
];
const OTHER_CHARSETS = [
  'utf-16',
  'latin1',
  'iso-8859-1',
  'us-ascii',
  'utf-7',
  'windows-1252',
  'UTF-32',
  'x',
  'utf-16le',
];
const OTHER_CODINGS = [
  'gzip',
  'br',
  'deflate',
  'compress',
  'zstd',
  'foo',
  'gzip, gzip',
  'identity, gzip',
  'x-gzip',
  'chunked',
];

/** Requests with bodies, or with headers about their body, that must be refused. */
export function badBodies(world: HttpWorld): readonly Kind<BadRequest>[] {
  const rideDoor = fc.constantFrom<Door>('gateway', 'ride-service');
  const text = goodRides.map((ride) => JSON.stringify(ride));
  const post = (
    door: Door,
    body: Buffer,
    lines: readonly HeaderLine[],
    statuses: readonly number[],
  ): BadRequest => ({
    door,
    pieces: [dispatcherRequest(world, 'POST', '/rides', lines, body)],
    statuses,
  });
  const json = (
    title: string,
    bodies: fc.Arbitrary<Buffer | string>,
    statuses = [400],
    most?: number,
  ): Kind<BadRequest> => ({
    title,
    inputs: fc
      .tuple(rideDoor, bodies)
      .map(([door, body]) => post(door, Buffer.from(body as string), [JSON_TYPE], statuses)),
    ...(most === undefined ? {} : { most }),
  });
  const withHeaders = (
    title: string,
    lines: fc.Arbitrary<readonly HeaderLine[]>,
    statuses: readonly number[],
    bodies: fc.Arbitrary<Buffer> = text.map((one) => Buffer.from(one)),
  ): Kind<BadRequest> => ({
    title,
    inputs: fc.tuple(rideDoor, lines, bodies).map(([door, more, body]) => post(door, body, more, statuses)),
  });
  return [
    json('a ride with a faulty field', faultyRides),
    json('an empty body', fc.constantFrom('', ' ', '\n', '\t\r\n'), [400], 8),
    json('too many stops', tooManyStops, [400], 20),
    json('other JSON', unexpectedJson),
    ...invalidJson(text).map(({ title, inputs, most }) => json(title, inputs, [400], most)),
    json(
      'a body above the limit',
      between(131_073, 300_000).map((size) => `{"notes":"${'x'.repeat(size)}"}`),
      [413],
      30,
    ),
    {
      title: 'chunks above the limit',
      inputs: fc.tuple(rideDoor, between(131_073, 200_000)).map(([door, size]) => ({
        door,
        pieces: [
          dispatcherRequest(
            world,
            'POST',
            '/rides',
            [JSON_TYPE, ['transfer-encoding', 'chunked']],
            chunked(Buffer.alloc(size, 'x'), 9_999),
          ),
        ],
        statuses: [413],
      })),
      most: 20,
    },
    withHeaders(
      'a type that is not JSON',
      fc.constantFrom(...OTHER_TYPES).map((type) => [['content-type', type]]),
      [415],
    ),
    withHeaders(
      'no type',
      word().map((id) => [['x-request-id', id]]),
      [415],
    ),
    withHeaders(
      'another charset',
      fc
        .constantFrom(...OTHER_CHARSETS)
        .map((charset) => [['content-type', `application/json; charset=${charset}`]]),
      [415],
    ),
    withHeaders(
      'another encoding',
      fc.constantFrom(...OTHER_CODINGS).map((coding) => [JSON_TYPE, ['content-encoding', coding]]),
      [415],
    ),
    withHeaders(
      'gzip',
      fc.constant([JSON_TYPE, ['content-encoding', 'gzip']]),
      [415],
      text.map((one) => gzipSync(one)),
    ),
    withHeaders(
      'brotli',
      fc.constant([JSON_TYPE, ['content-encoding', 'br']]),
      [415],
      text.map((one) => brotliCompressSync(one)),
    ),
    withHeaders(
      'gzip without Content-Encoding',
      fc.constant([JSON_TYPE]),
      [400],
      text.map((one) => gzipSync(one)),
    ),
  ];
}
