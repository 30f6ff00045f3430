import fc from 'fast-check';
import { between, type Kind, word } from '../kinds';

const MAX_PAYLOAD = 1_048_576;

const publish = (subject: string, payload = 'x'): Buffer =>
  Buffer.from(`PUB ${subject} ${Buffer.byteLength(payload)}\r\n${payload}\r\n`);

/** Operations that the broker itself refuses. @param allowed the prefix of subjects that the login may publish to */
export const refusedByBroker = (allowed: string): readonly Kind<Buffer>[] => [
  {
    title: 'a payload above the limit',
    inputs: between(1, 5_000).map((more) => publish(`${allowed}big`, 'x'.repeat(MAX_PAYLOAD + more))),
    most: 6,
  },
  {
    title: 'a subject that the login may not publish to',
    inputs: fc
      .tuple(
        fc.constantFrom(
          'drivers.upd.',
          'drivers.',
          'dead-letters.driver-service.',
          '$JS.API.STREAM.DELETE.',
          '$SYS.',
        ),
        word(),
      )
      .map(([prefix, name]) => publish(prefix + name)),
  },
  {
    title: 'a subject with too many tokens',
    inputs: fc.tuple(word(), word()).map(([one, two]) => publish(`${allowed}${one}.${two}`)),
  },
  {
    title: 'an unknown operation',
    inputs: fc
      .constantFrom(
        'GET / HTTP/1.1\r\n\r\n',
        'PUBLISH a 1\r\nx\r\n',
        '\u0000\u0001\r\n',
        'PUP a 1\r\nx\r\n',
        '{}\r\n',
      )
      .map((text) => Buffer.from(text)),
    most: 5,
  },
  {
    title: 'invalid sizes',
    inputs: fc
      .constantFrom('-1', 'x', '1e3', '99999999999999999999', '0x10', '1.5')
      .map((size) => Buffer.from(`PUB ${allowed}d-1 ${size}\r\nx\r\n`)),
    most: 6,
  },
  {
    title: 'headers longer than the message',
    inputs: between(2, 9_000).map((size) => Buffer.from(`HPUB ${allowed}d-1 ${size} 1\r\nx\r\n`)),
    most: 20,
  },
  {
    title: 'a payload above its stated length',
    inputs: word(3).map((text) => Buffer.from(`PUB ${allowed}d-1 1\r\n${text}\r\nPING\r\n`)),
    most: 20,
  },
  {
    title: 'no subject',
    inputs: fc
      .constantFrom('PUB\r\n', 'PUB 1\r\nx\r\n', 'HPUB a\r\n', 'PUB a b c d\r\n')
      .map((text) => Buffer.from(text)),
    most: 4,
  },
];
