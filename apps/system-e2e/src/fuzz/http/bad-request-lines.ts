import fc from 'fast-check';
import { METHODS } from 'node:http';
import { type HeaderLine, requestBytes } from '../../running-system/http-wire';
import { between, type Kind, word } from '../kinds';
import {
  dispatcherRequest,
  type BadRequest,
  bearer,
  HOST,
  type HttpWorld,
  rawAtDoors,
  routeAtDoor,
} from './http-doors';

const latin1 = (text: string): Buffer => Buffer.from(text, 'latin1');

const INVALID_NAMES = [
  ...['a b', ' a', 'a ', '', 'a\u0000', 'a\u00e9', 'a(b)', 'a"', 'a\t', 'a;b', 'a,b', 'a@', '{a}', 'a/b'],
];
const INVALID_VALUES = ['a\u0000b', 'a\rb', 'a\u0001', '\u007f', 'a\u0008b'];
const INVALID_VERSIONS = [
  ...[
    'HTTP/0.9',
    'HTTP/2.0',
    'HTTP/3.7',
    'HTTP/1',
    'http/1.1',
    'HTTP/1.1x',
    'HTTPS/1.1',
    'HTTP/11',
    'HTTP/1.2',
  ],
];
const INVALID_TARGETS = [
  ...['rides', '', '\\rides', '/rides\u0000', '/ri des', '/rides\u0001', '/rid\u007fes', '*', 'http:/rides'],
];
/** TLS, SSH, Redis, zeros, HTTP/2, a word and JSON, in hexadecimal. */
const NOT_HTTP = [
  ...[
    '16030100c6010000c20303',
    '5353482d322e302d4f70656e5353480d0a',
    '2a310d0a24340d0a50494e470d0a',
    '00000000',
  ],
  ...['505249202a20485454502f322e300d0a0d0a534d0d0a0d0a', '4f4f4f0d0a0d0a', '7b226964223a317d0d0a0d0a'],
];

/** HTTP methods that no route has, apart from CONNECT. */
const OTHER_METHODS = METHODS.filter((method) => !['GET', 'HEAD', 'POST', 'CONNECT'].includes(method));

/** Requests with a malformed request line or malformed headers, or with a method that the route does not have. */
export function badRequestLines(world: HttpWorld): readonly Kind<BadRequest>[] {
  const withLine = (lines: fc.Arbitrary<HeaderLine>): fc.Arbitrary<Buffer> =>
    fc
      .tuple(lines, word())
      .map(([line, id]) => dispatcherRequest(world, 'GET', '/rides', [line, ['x-request-id', id]]));
  return [
    {
      title: 'a method that the route does not have',
      inputs: fc
        .tuple(routeAtDoor(), fc.constantFrom(...OTHER_METHODS, 'POST', 'GET', 'HEAD'))
        .map(([{ route, door, pick }, other]) => {
          const isTaken = route.methods.includes(other === 'HEAD' ? 'GET' : other);
          const request = dispatcherRequest(world, isTaken ? 'DELETE' : other, route.path(world, pick));
          return { door, pieces: [request], statuses: [405] };
        }),
    },
    rawAtDoors(
      'an unknown method',
      fc.stringMatching(/^[A-Za-z]{3,16}$/).map((verb) => {
        const method = METHODS.includes(verb.toUpperCase()) ? `${verb}X` : verb;
        return dispatcherRequest(world, method, '/rides');
      }),
    ),
    rawAtDoors(
      'a CONNECT request',
      word().map((name) => latin1(`CONNECT ${name}:443 HTTP/1.1\r\nHost: ${name}\r\n\r\n`)),
    ),
    rawAtDoors(
      'another version of HTTP',
      fc
        .tuple(fc.constantFrom(...INVALID_VERSIONS), word())
        .map(([version, id]) => latin1(`GET /health ${version}\r\nHost: a\r\nx: ${id}\r\n\r\n`)),
    ),
    rawAtDoors(
      'an invalid target',
      fc
        .tuple(fc.constantFrom(...INVALID_TARGETS), word())
        .map(([target, id]) => dispatcherRequest(world, 'GET', target, [['x', id]])),
      { statuses: [400, 404] },
    ),
    rawAtDoors(
      'an invalid header name',
      withLine(fc.constantFrom(...INVALID_NAMES).map((name) => [name, 'x'])),
    ),
    rawAtDoors(
      'a value with control characters',
      withLine(
        fc.tuple(word(), fc.constantFrom(...INVALID_VALUES)).map(([name, value]) => [`x-${name}`, value]),
      ),
    ),
    rawAtDoors(
      'a line without a colon',
      word().map((text) => latin1(`GET /health HTTP/1.1\r\nHost: a\r\n${text}\r\n\r\n`)),
    ),
    rawAtDoors(
      'no host',
      word().map((id) => requestBytes('GET', '/rides', [bearer(world.dispatcher), ['x', id]])),
    ),
    rawAtDoors(
      'two hosts',
      word().map((name) => dispatcherRequest(world, 'GET', '/rides', [['Host', name]])),
    ),
    rawAtDoors(
      'headers that are too large',
      between(16_400, 60_000).map((size) =>
        dispatcherRequest(world, 'GET', '/rides', [['x-long', 'y'.repeat(size)]]),
      ),
      { statuses: [431], most: 40 },
    ),
    rawAtDoors(
      'too many headers',
      between(2_100, 4_000).map((count) =>
        dispatcherRequest(
          world,
          'GET',
          '/rides',
          Array.from({ length: count }, (_, nth): HeaderLine => [`x${nth}`, '12345']),
        ),
      ),
      { statuses: [431], most: 20 },
    ),
    rawAtDoors(
      'bytes of another protocol',
      fc
        .tuple(fc.constantFrom(...NOT_HTTP), fc.uint8Array({ maxLength: 60 }))
        .map(([hex, tail]) =>
          Buffer.concat([Buffer.from(hex, 'hex'), Buffer.from(tail), latin1('\r\n\r\n')]),
        ),
    ),
    rawAtDoors(
      'an unknown expectation',
      word().map((what) =>
        requestBytes('POST', '/rides', [HOST, bearer(world.dispatcher), ['expect', what]], Buffer.from('{}')),
      ),
      { statuses: [417], most: 40 },
    ),
  ];
}
