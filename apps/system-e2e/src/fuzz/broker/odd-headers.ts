import fc from 'fast-check';
import { between, word } from '../kinds';

const block = (...lines: readonly (string | Buffer)[]): Buffer =>
  Buffer.concat(
    [...lines, ''].flatMap((line) => [Buffer.from(line as string, 'latin1'), Buffer.from('\r\n')]),
  );

/** Header names that a broker stores and no client library writes. */
const ODD_NAMES = [
  ...['Device Model', ' leading', 'trailing ', '', ' ', 'a\tb', 'a\u0000b', 'a,b', '{"a"', '\u00e9t\u00e9'],
  ...['(comment)', 'a\rb', 'a\nb', '\u0001', '\u007f', '__proto__', 'constructor', 'x'.repeat(5_000)],
];

const ODD_VALUES = [
  ...['', ' ', 'a\rb', 'a\nb', '\u0000', '\u00ff\u00fe', 'a\u0001b', '\t', '%0d%0aNats-Msg-Id: 1', ':', '::'],
  ...['\u00c3\u00a9', '=?utf-8?q?=C3=A9?=', '${jndi:ldap://127.0.0.1/a}', 'v'.repeat(20_000)],
];

/** First lines that make a stored message look like a status message of the broker to a consumer. */
const ODD_FIRST_LINES = [
  ...['NATS/1.0 404 No Messages', 'NATS/1.0 408 Request Timeout', 'NATS/1.0 409 Consumer Deleted'],
  ...['NATS/1.0 100 Idle Heartbeat', 'NATS/1.0 100 FlowControl Request', 'NATS/1.0 503', 'NATS/1.0 -1 x'],
  ...['NATS/1.0 409 Exceeded MaxAckPending', 'NATS/1.0 423 Nats-Wrong-Pin-Id', 'NATS/1.0 999999999999 x'],
  ...[
    'NATS/1.0 abc',
    'NATS/9.9',
    'nats/1.0',
    'HTTP/1.1 200 OK',
    '',
    'a: b',
    'NATS/1.0 200 fine',
    'NATS/1.0\t',
  ],
];

/** Malformed header blocks. */
const ODD_BLOCKS = [
  ...['', 'N', '\r\n', '\r\n\r\n', 'NATS/1.0', 'NATS/1.0\r\n', 'NATS/1.0\r\n\r\n\r\n\r\n', 'NATS/1.0\n\n'],
  ...['NATS/1.0\r\nno colon\r\n\r\n', 'NATS/1.0\r\na: b', 'NATS/1.0\r\na: b\r\n', 'NATS/1.0\na: b\n\n'],
  ...['NATS/1.0\r\n\r\na: b\r\n\r\n', 'NATS/1.0\r\n : \r\n\r\n', 'NATS/1.0\r\n:\r\n\r\n', '\u0000\u0000'],
  ...['NATS/1.0\r\na: b\r\n folded\r\n\r\n', `NATS/1.0\r\n${'a: b\r\n'.repeat(2_000)}\r\n`],
].filter((text) => text !== '');

/** Odd header blocks, which contain `lines` where they have lines. */
export const oddHeaders = (lines: fc.Arbitrary<readonly string[]>): fc.Arbitrary<Buffer> =>
  fc.oneof(
    fc
      .tuple(fc.constantFrom(...ODD_NAMES), word(), lines)
      .map(([name, value, others]) => block('NATS/1.0', `${name}: ${value}`, ...others)),
    fc
      .tuple(word(), fc.constantFrom(...ODD_VALUES), lines)
      .map(([name, value, others]) => block('NATS/1.0', ...others, `x-${name}: ${value}`)),
    fc
      .tuple(fc.constantFrom(...ODD_FIRST_LINES), lines)
      .map(([first, others]) => block(first, ...others, 'Nats-Pending-Messages: 5', 'Nats-Pending-Bytes: 9')),
    fc.constantFrom(...ODD_BLOCKS).map((text) => Buffer.from(text, 'latin1')),
    fc
      .uint8Array({ minLength: 1, maxLength: 200 })
      .map((random) => block('NATS/1.0', Buffer.concat([Buffer.from('x'), Buffer.from(random)]))),
    fc
      .tuple(between(2, 300), word())
      .map(([count, name]) =>
        block('NATS/1.0', ...Array.from({ length: count }, (_, at) => `x-${name}-${at % 7}: ${at}`)),
      ),
  );

/** Header names with forbidden characters. */
const UNDECODABLE_NAMES = [
  'Device Model',
  ' leading',
  'trailing ',
  'a\tb',
  'a\u0000b',
  '\u00e9t\u00e9',
  '\u007f',
];

/** Header blocks that cannot be decoded, or are too long. */
export const undecodableHeaders = (lines: fc.Arbitrary<readonly string[]>): fc.Arbitrary<Buffer> =>
  fc.oneof(
    fc
      .tuple(fc.constantFrom(...UNDECODABLE_NAMES), word(), lines)
      .map(([name, value, others]) => block('NATS/1.0', ...others, `${name}: ${value}`)),
    fc
      .tuple(between(16_400, 60_000), lines)
      .map(([size, others]) => block('NATS/1.0', ...others, `x-long: ${'v'.repeat(size)}`)),
  );

export const headerBlock = (lines: readonly string[]): Buffer => block('NATS/1.0', ...lines);
