import { status } from '@grpc/grpc-js';
import fc from 'fast-check';
import type { OutgoingHttpHeaders } from 'node:http2';
import { between, type Kind, word } from '../kinds';
import { type BadCall, badCallsOf, type Method, METHODS } from './grpc-doors';
import { framed } from './grpc-wire';

/** Bytes that cannot be decoded: truncated, with unknown wire types or without a field number. */
const UNDECODABLE = [
  ...['0a', '0aff', '0affffffff0f', '0f', '07', 'ff', 'ffffffffffffffffffff01', '0b', '0a05', '08', '0d01'],
  ...['09010203', '0a0100ff', '00', '0100'],
];
/** Deadlines without a number and a unit; the server reads what it can from others. */
const INVALID_DEADLINES = ['', 'x', '5', '5s', 'S'];
const PASSED_DEADLINES = ['0n', '0u', '0m', '0S', '1n'];
const OTHER_TYPES = ['application/json', 'text/plain', 'application', 'application/x-protobuf', ''];
/** The gRPC protocol requires INTERNAL for a compressed message that cannot be read. */
const UNREADABLE = [status.INTERNAL];

/** Malformed calls of any method. */
export function badCallFrames(): readonly Kind<BadCall>[] {
  const method = fc.constantFrom(...METHODS);
  const framesOf = (
    title: string,
    codes: readonly status[],
    frames: fc.Arbitrary<(method: Method) => { frames: Buffer; headers?: OutgoingHttpHeaders }>,
    { most, httpStatus }: { most?: number; httpStatus?: number } = {},
  ): Kind<BadCall> => ({
    title,
    inputs: fc.tuple(method, frames, word()).map(([one, make, id]) => {
      const { frames: bytes, headers } = make(one);
      const call = { path: one.path, frames: bytes, headers: { 'x-request-id': id, ...headers } };
      return { door: one.door, call, codes, httpStatus };
    }),
    most,
  });
  const headersOf = (
    title: string,
    codes: readonly status[],
    headers: fc.Arbitrary<OutgoingHttpHeaders>,
    httpStatus?: number,
  ) =>
    framesOf(
      title,
      codes,
      headers.map((given) => ({ message }: Method) => ({ frames: framed(message), headers: given })),
      { httpStatus, most: 60 },
    );
  const compressed = (title: string, codes: readonly status[], codings: readonly string[]) =>
    framesOf(
      title,
      codes,
      fc.constantFrom(...codings).map((coding) => ({ message }: Method) => ({
        frames: framed(message, { flag: 1 }),
        headers: { 'grpc-encoding': coding },
      })),
      { most: 40 },
    );
  const { UNIMPLEMENTED } = status;
  return [
    badCallsOf(
      'bytes that cannot be decoded',
      fc
        .tuple(method, fc.constantFrom(...UNDECODABLE))
        .map(([{ door, path }, hex]) => ({ door, path, message: Buffer.from(hex, 'hex') })),
    ),
    badCallsOf(
      'a message cut short',
      fc.tuple(method, between(1, 1_000)).map(([{ door, path, message }, cut]) => ({
        ...{ door, path },
        message: message.subarray(0, 1 + (cut % (message.length - 1))),
      })),
    ),
    badCallsOf(
      'an unknown method',
      fc.tuple(method, word()).map(([one, name]) => ({ ...one, path: `${one.path}${name}` })),
      { codes: [UNIMPLEMENTED] },
    ),
    badCallsOf(
      'an unknown service',
      fc
        .tuple(method, word(), fc.constantFrom('/', '//', '/a.b.C/', '/ride.v1./', '/grpc.'))
        .map(([one, name, before]) => ({ ...one, path: before + name })),
      { codes: [UNIMPLEMENTED] },
    ),
    badCallsOf(
      'a message above the limit',
      fc
        .tuple(method, between(4_194_305, 4_300_000))
        .map(([{ door, path }, size]) => ({ door, path, message: Buffer.alloc(size) })),
      { codes: [status.RESOURCE_EXHAUSTED], most: 8 },
    ),
    framesOf(
      'a length prefix above the length of the message',
      [UNIMPLEMENTED],
      between(1, 4_000).map((more) => ({ message }: Method) => ({
        frames: framed(message, { length: message.length + more }),
      })),
      { most: 60 },
    ),
    framesOf(
      'no message',
      [UNIMPLEMENTED],
      fc.constant(() => ({ frames: Buffer.alloc(0) })),
      { most: 40 },
    ),
    framesOf(
      'several messages',
      [UNIMPLEMENTED],
      between(2, 9).map((count) => ({ message }: Method) => ({
        frames: Buffer.concat(Array.from({ length: count }, () => framed(message))),
      })),
      { most: 60 },
    ),
    compressed('an unknown compression', [UNIMPLEMENTED], ['br', 'snappy', 'x', 'zstd']),
    compressed('an invalid compressed message', UNREADABLE, ['gzip', 'deflate']),
    headersOf(
      'an invalid deadline',
      UNREADABLE,
      fc.constantFrom(...INVALID_DEADLINES).map((timeout) => ({ 'grpc-timeout': timeout })),
    ),
    headersOf(
      'a deadline that has passed',
      [status.DEADLINE_EXCEEDED],
      fc.constantFrom(...PASSED_DEADLINES).map((timeout) => ({ 'grpc-timeout': timeout })),
    ),
    headersOf(
      'another type of content',
      [],
      fc.constantFrom(...OTHER_TYPES).map((type) => ({ 'content-type': type })),
      415,
    ),
  ];
}
