import { headers as newHeaders, type Msg, type MsgHdrs } from 'nats';
import { messageOf } from './failure';

/** The client decodes headers in quadratic time: 64 KB, the most that a stream stores, take a second. */
const MOST_HEADER_BYTES = 16 * 1024;
/** Lines that are read when headers cannot be decoded as a whole: the broker appends its own at the end. */
const FIRST_LINES = 100;
const LAST_LINES = 20;
const VERSION = 'NATS/1.0';
const STATUS_LINE = /^NATS\/1\.0 +(\d{3}) +(\S.*)$/;
const NAME = /^[!-9;-~]+$/;

/** The headers of one message. */
export interface DecodedHeaders {
  /** Undefined when there are none. With a fault: the headers that could be decoded one by one. */
  readonly headers: MsgHdrs | undefined;
  /** Why they cannot be decoded as a whole. */
  readonly fault?: string;
  /** With a fault: the headers as they were sent; empty when they cannot be found. */
  readonly raw?: Uint8Array;
}

const NONE: DecodedHeaders = { headers: undefined };

/**
 * Decodes the headers of a message, and never throws. The client's `headers` throws on every read when one name holds a
 * space; an error thrown in the client's callback ends the reading of the whole connection.
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

/** The client's messages know their size on the wire, which their type leaves out. */
type SizedMsg = Msg & { size(): number };

const bytesBesides = (message: Msg, subjectBytes: number): number =>
  (message as SizedMsg).size() - subjectBytes - (message.reply?.length ?? 0) - message.data.length;

function faulty(message: Msg, fault: string): DecodedHeaders {
  const raw = rawHeaders(message);
  return { headers: decodableOf(raw), fault: `undecodable: ${fault}`, raw };
}

/** The client has no accessor for raw headers, but in its buffer they stand right before the payload. */
function rawHeaders(message: Msg): Uint8Array {
  const { buffer, byteOffset } = message.data;
  const length = bytesBesides(message, Buffer.byteLength(message.subject));
  if (length <= 0 || length > byteOffset) return new Uint8Array();
  const raw = Buffer.from(buffer, byteOffset - length, length);
  return raw.toString('latin1', 0, VERSION.length) === VERSION ? raw : new Uint8Array();
}

/** Decodes line by line, and leaves out lines without a valid name. */
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
