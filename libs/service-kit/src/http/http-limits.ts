import { type ConnectionError } from 'fastify';
import { STATUS_CODES } from 'node:http';
import { type Socket } from 'node:net';
import { type Duplex } from 'node:stream';
import { randomUUID } from 'node:crypto';

export interface HttpLimits {
  /** The time limit for receiving a whole request, headers included. Default 15,000. */
  readonly requestTimeoutMs?: number;
}

const REQUEST_TIMEOUT_MS = 15_000;
const BODY_LIMIT_BYTES = 128 * 1024;
/** The limit for all headers together, including the request line. */
const HEADER_LIMIT_BYTES = 16 * 1024;
const LOOK_FOR_LATE_EVERY_MS = 1_000;

const REFUSALS: Readonly<Record<string, readonly [number, string]>> = {
  HPE_HEADER_OVERFLOW: [431, `The headers are longer than ${HEADER_LIMIT_BYTES} bytes.`],
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'The request did not arrive in time.'],
};

/** Writes problem details to a socket without a valid request, for which no hook, filter or log line exists. */
export function answerOnSocket(socket: Duplex, status: number, detail: string): void {
  const requestId = randomUUID();
  const title = STATUS_CODES[status];
  const body = JSON.stringify({ type: 'about:blank', title, status, detail, requestId });
  if (!socket.writable) {
    socket.destroy();
    return;
  }
  socket.end(
    `HTTP/1.1 ${status} ${title}\r\nx-request-id: ${requestId}\r\ncontent-type: application/problem+json\r\n` +
      `content-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
  );
}

function answerNonRequest(error: ConnectionError, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed) return;
  const [status, detail] = REFUSALS[error.code] ?? [400, 'That is no HTTP request.'];
  answerOnSocket(socket, status, detail);
}

/** Fastify's options that bound what one request may cost; by default Fastify has no time limit. */
export const httpLimits = ({ requestTimeoutMs = REQUEST_TIMEOUT_MS }: HttpLimits = {}) => ({
  bodyLimit: BODY_LIMIT_BYTES,
  requestTimeout: requestTimeoutMs,
  clientErrorHandler: answerNonRequest,
  http: {
    maxHeaderSize: HEADER_LIMIT_BYTES,
    // Node would refuse with an empty body; `refuseOddHttp` names the fault instead.
    requireHostHeader: false,
    headersTimeout: requestTimeoutMs,
    connectionsCheckingInterval: LOOK_FOR_LATE_EVERY_MS,
  },
});
