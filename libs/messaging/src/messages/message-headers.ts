import { messageOf } from './failure';
import { headers as newHeaders, type Msg, type MsgHdrs } from 'nats';

/** The client's time to decode headers grows with the square of their number: 64 KB, the most that a stream stores, take a second. */
const MOST_HEADER_BYTES = 16 * 1024;
/** Lines that are looked at when headers cannot be decoded as a whole: the broker appends its own as the last ones. */
const FIRST_LINES = 100;
const LAST_LINES = 20;
const VERSION = 'NATS/1.0';
const STATUS_LINE = /^NATS\/1\.0 +(\d{3}) +(\S.*)$/;
const NAME = /^[!-9;-~]+$/;

/** The headers of one message. */
export interface DecodedHeaders {
  /** Undefined when there are none. With a fault: those that could be decoded each by itself. */
  readonly headers: MsgHdrs | undefined;
  /** Why they cannot be decoded as a whole. */
  readonly fault?: string;
  /** With a fault: the headers as they were sent; empty when that cannot be told. */
  readonly raw?: Uint8Array;
}

const NONE: DecodedHeaders = { headers: undefined };

/**
 * Decodes the headers of a message, and never throws. The client's own `headers` throws at every read when one name
 * holds a space; thrown in a callback of the client, that ends the reading of the whole connection.
 */
export function decodeHeaders(message: Msg): DecodedHeaders {
  // An upper bound: a subject that is not ASCII has more bytes than characters.
  const atMost = bytesBesides(message, message.subject.length);
  if (atMost <= 0) return NONE;
  if (atMost > MOST_HEADER_BYTES) {
    return faulty(message, `${atMost} bytes of headers, of ${MOST_HEADER_BYTES} that are allowed`);
  }
  try {
    return { headers: message.headers };
  } catch (error) {
    return faulty(message, `headers: ${messageOf(error)}`);
  }
}

/** The client's messages know their size on the wire; its type of them leaves that out. */
type SizedMsg = Msg & { size(): number };

const bytesBesides = (message: Msg, subjectBytes: number): number =>
  (message as SizedMsg).size() - subjectBytes - (message.reply?.length ?? 0) - message.data.length;

function faulty(message: Msg, fault: string): DecodedHeaders {
  const raw = rawHeaders(message);
  return { headers: decodableOf(raw), fault: `undecodable: ${fault}`, raw };
}

/** The client shows headers decoded or not at all, but in its buffer they stand right before the payload. */
function rawHeaders(message: Msg): Uint8Array {
  const { buffer, byteOffset } = message.data;
  const length = bytesBesides(message, Buffer.byteLength(message.subject));
  if (length <= 0 || length > byteOffset) return new Uint8Array();
  const raw = Buffer.from(buffer, byteOffset - length, length);
  return raw.toString('latin1', 0, VERSION.length) === VERSION ? raw : new Uint8Array();
}

/** Line by line, leaving out those without a name that is allowed. */
function decodableOf(raw: Uint8Array): MsgHdrs {
  const lines = Buffer.from(raw).toString('utf8').split('\r\n');
  const [, code, description] = STATUS_LINE.exec(lines[0] ?? '') ?? [];
  const decoded = newHeaders(code ? Number(code) : 0, description ?? '');
  const some =
    lines.length > FIRST_LINES + LAST_LINES
      ? [...lines.slice(1, FIRST_LINES), ...lines.slice(-LAST_LINES)]
      : lines.slice(1);
  for (const line of some) {
    const colon = line.indexOf(':');
    const name = line.slice(0, Math.max(0, colon));
    if (NAME.test(name)) decoded.append(name, line.slice(colon + 1).replace(/[\r\n]+/g, ' '));
  }
  return decoded;
}
