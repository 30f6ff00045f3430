import { connect } from 'node:net';

const ANSWER_WITHIN_MS = 10_000;

export interface WireAnswer {
  readonly status: number;
  /** Keyed by lower-case name; the last value of repeated headers. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly tookMs: number;
}

/** The server closed the connection without an answer, or sent none in time. */
export type NoAnswer = 'closed' | 'silent';

const HEAD_END = '\r\n\r\n';

function headersOf(lines: readonly string[]): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const line of lines) {
    const colon = line.indexOf(':');
    headers[line.slice(0, colon).toLowerCase()] = line.slice(colon + 1).trim();
  }
  return headers;
}

/** The content of the chunks; undefined while the last one is missing. */
function unchunked(bytes: Buffer): Buffer | undefined {
  const parts: Buffer[] = [];
  for (let at = 0; ;) {
    const lineEnd = bytes.indexOf('\r\n', at);
    if (lineEnd < 0) return undefined;
    const size = Number.parseInt(bytes.subarray(at, lineEnd).toString('latin1'), 16);
    if (size === 0) return Buffer.concat(parts);
    parts.push(bytes.subarray(lineEnd + 2, lineEnd + 2 + size));
    at = lineEnd + 2 + size + 2;
  }
}

function bodyIn(rest: Buffer, headers: Readonly<Record<string, string>>, ended: boolean): Buffer | undefined {
  if (headers['transfer-encoding'] === 'chunked') return unchunked(rest);
  const length = headers['content-length'];
  if (length === undefined) return ended ? rest : undefined;
  return rest.length >= Number(length) ? rest.subarray(0, Number(length)) : undefined;
}

/** The final answer among the received bytes; undefined while it is incomplete. */
function answerIn(
  received: Buffer,
  { isHead, ended }: { isHead: boolean; ended: boolean },
): Omit<WireAnswer, 'tookMs'> | undefined {
  const headEnd = received.indexOf(HEAD_END);
  if (headEnd < 0) return undefined;
  const [first = '', ...lines] = received.subarray(0, headEnd).toString('latin1').split('\r\n');
  const status = Number(/^HTTP\/1\.[01] (\d{3})/.exec(first)?.[1] ?? Number.NaN);
  const rest = received.subarray(headEnd + HEAD_END.length);
  if (status >= 100 && status < 200) return answerIn(rest, { isHead, ended });
  const headers = headersOf(lines);
  const body = isHead ? Buffer.alloc(0) : bodyIn(rest, headers, ended);
  return body && { status, headers, body: body.toString('utf8') };
}

/**
 * Sends the pieces one by one on a connection of their own, and returns the first final answer, however the server ends
 * the connection. Client libraries refuse to send such bytes, or normalise them.
 * @param ends closes this side of the connection after the last piece
 */
export function exchange(
  url: string,
  pieces: readonly Buffer[],
  { ends = false }: { ends?: boolean } = {},
): Promise<WireAnswer | NoAnswer> {
  const { hostname, port } = new URL(url);
  const isHead = pieces[0]?.subarray(0, 5).toString('latin1') === 'HEAD ';
  const started = performance.now();
  return new Promise((resolve) => {
    const socket = connect({ host: hostname, port: Number(port), noDelay: true });
    let received = Buffer.alloc(0);
    const timer = setTimeout(() => finish('silent'), ANSWER_WITHIN_MS);
    const finish = (result: WireAnswer | NoAnswer): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve(result);
    };
    const look = (ended: boolean): void => {
      const answer = answerIn(received, { isHead, ended });
      if (answer) finish({ ...answer, tookMs: performance.now() - started });
      else if (ended) finish('closed');
    };
    socket.on('connect', () => {
      for (const piece of pieces) socket.write(piece);
      if (ends) socket.end();
    });
    socket.on('data', (data) => {
      received = Buffer.concat([received, data]);
      look(false);
    });
    // A server that refuses a request in the middle of its body closes while the client still writes.
    socket.on('error', () => look(true));
    socket.on('end', () => look(true));
    socket.on('close', () => look(true));
  });
}

export type HeaderLine = readonly [name: string, value: string];

/** The bytes of a request, text as Latin-1. Adds Content-Length unless the headers state a length or a coding. */
export function requestBytes(
  method: string,
  target: string,
  headers: readonly HeaderLine[],
  body: Buffer = Buffer.alloc(0),
): Buffer {
  const names = headers.map(([name]) => name.trim().toLowerCase());
  const hasLength = names.includes('content-length') || names.includes('transfer-encoding');
  const length: HeaderLine[] =
    hasLength || body.length === 0 ? [] : [['content-length', String(body.length)]];
  const lines = [...headers, ...length].map(([name, value]) => `${name}: ${value}`);
  return Buffer.concat([
    Buffer.from([`${method} ${target} HTTP/1.1`, ...lines, '', ''].join('\r\n'), 'latin1'),
    body,
  ]);
}

/** A body in chunks of `size` bytes. */
export function chunked(body: Buffer, size: number): Buffer {
  const parts: Buffer[] = [];
  for (let at = 0; at < body.length; at += size) {
    const chunk = body.subarray(at, at + size);
    parts.push(Buffer.from(`${chunk.length.toString(16)}\r\n`), chunk, Buffer.from('\r\n'));
  }
  return Buffer.concat([...parts, Buffer.from('0\r\n\r\n')]);
}
