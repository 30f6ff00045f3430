import fc from 'fast-check';
import { chunked, type HeaderLine } from '../../running-system/http-wire';
import { between, type Kind, word } from '../kinds';
import {
  dispatcherRequest,
  type BadRequest,
  type HttpWorld,
  JSON_TYPE,
  rawAtDoors,
  RIDE_DOORS,
} from './http-doors';

const INVALID_LENGTHS = [
  ...['-1', '+5', '0x5', '5 5', '5, 6', '1e3', '', 'x', '5.0', '99999999999999999999', '5;q=1', '"5"'],
];
const INVALID_CODINGS = [
  ...['gzip', 'chunked, gzip', 'xchunked', 'identity', 'chunked;q=1', 'gzip, chunked, identity', '"chunked"'],
];
const INVALID_CHUNKS = [
  ...['x\r\n', '-1\r\nx\r\n', '0x5\r\nhello\r\n', '5hello\r\n', ' 5\r\nhello\r\n', 'ffffffffffffffffff\r\n'],
  ...['5\r\nhello', ';a\r\n'],
];

/** Requests whose length is missing, malformed or ambiguous. */
export function badFraming(world: HttpWorld): readonly Kind<BadRequest>[] {
  const body = Buffer.from('{}');
  const post = (lines: readonly HeaderLine[], bytes: Buffer): Buffer =>
    dispatcherRequest(world, 'POST', '/rides', [JSON_TYPE, ...lines], bytes);
  /** Only these services wait for a body; others may answer before it arrives. */
  const atRides = { doors: RIDE_DOORS };
  const chunkedLine: HeaderLine = ['transfer-encoding', 'chunked'];
  return [
    rawAtDoors(
      'an invalid length',
      fc.tuple(fc.constantFrom(...INVALID_LENGTHS), word()).map(([length, id]) =>
        post(
          [
            ['content-length', length],
            ['x', id],
          ],
          body,
        ),
      ),
    ),
    rawAtDoors(
      'two lengths',
      fc.tuple(between(0, 50), between(51, 99)).map(([one, two]) =>
        post(
          [
            ['content-length', `${one}`],
            ['content-length', `${two}`],
          ],
          Buffer.alloc(99),
        ),
      ),
    ),
    rawAtDoors(
      'a length and chunks',
      between(0, 500).map((length) =>
        post([['content-length', String(length)], chunkedLine], chunked(body, 2)),
      ),
    ),
    rawAtDoors(
      'an unknown transfer coding',
      fc.tuple(fc.constantFrom(...INVALID_CODINGS), word()).map(([coding, id]) =>
        post(
          [
            ['transfer-encoding', coding],
            ['x', id],
          ],
          chunked(body, 2),
        ),
      ),
      atRides,
    ),
    rawAtDoors(
      'invalid chunks',
      fc
        .tuple(fc.constantFrom(...INVALID_CHUNKS), word())
        .map(([chunk, id]) => post([chunkedLine, ['x', id]], Buffer.from(`${chunk}zz\r\n\r\n`))),
      atRides,
    ),
    rawAtDoors(
      'an incomplete request',
      fc.tuple(between(1, 1_000_000), word()).map(([cut, id]) => {
        const whole = post([['x-request-id', id]], Buffer.from('{"riderId":"r"}'));
        return whole.subarray(0, 1 + (cut % (whole.length - 1)));
      }),
      { ends: true, ...atRides },
    ),
  ];
}
