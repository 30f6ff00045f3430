import { connect, type IncomingHttpHeaders, type OutgoingHttpHeaders } from 'node:http2';

const ANSWER_WITHIN_MS = 10_000;

/** How a call ended: with a gRPC status, with an HTTP status only, or without an answer. */
export interface GrpcAnswer {
  readonly httpStatus?: number;
  /** 0 is OK. */
  readonly code?: number;
  readonly message: string;
  /** The response message without its length prefix. */
  readonly body: Buffer;
  /** How the stream ended, as text for failure messages. */
  readonly end: string;
}

export interface GrpcCall {
  /** `/package.Service/Method` */
  readonly path: string;
  /** The body of the call, including length prefixes. */
  readonly frames: Buffer;
  readonly headers?: OutgoingHttpHeaders;
}

/** A message with the length prefix of gRPC. */
export function framed(message: Uint8Array, { flag = 0, length = message.length } = {}): Buffer {
  const prefix = Buffer.alloc(5);
  prefix.writeUInt8(flag, 0);
  prefix.writeUInt32BE(length >>> 0, 1);
  return Buffer.concat([prefix, message]);
}

const first = (value: string | readonly string[] | undefined): string | undefined =>
  typeof value === 'string' ? value : value?.[0];

/**
 * Makes a call with arbitrary bytes, on a connection of its own.
 * @param address `host:port`
 */
export function callGrpc(address: string, { path, frames, headers = {} }: GrpcCall): Promise<GrpcAnswer> {
  const session = connect(`http://${address}`);
  return new Promise((resolve) => {
    const seen: IncomingHttpHeaders = {};
    const parts: Buffer[] = [];
    let end = '';
    const finish = (how: string): void => {
      clearTimeout(timer);
      session.destroy();
      const code = first(seen['grpc-status']);
      const status = seen[':status'];
      resolve({
        httpStatus: status === undefined ? undefined : Number(status),
        code: code === undefined ? undefined : Number(code),
        message: decodeURIComponent(first(seen['grpc-message']) ?? ''),
        body: Buffer.concat(parts).subarray(5),
        end: how,
      });
    };
    const timer = setTimeout(() => finish('no answer in time'), ANSWER_WITHIN_MS);
    session.on('error', (error: Error) => (end ||= error.message));
    session.on('goaway', (code: number) => (end ||= `the server went away with ${code}`));
    session.on('close', () => finish(end || 'connection closed'));
    const stream = session.request({
      ':method': 'POST',
      ':path': path,
      'content-type': 'application/grpc',
      te: 'trailers',
      ...headers,
    });
    stream.on('response', (given) => void Object.assign(seen, given));
    stream.on('trailers', (given: IncomingHttpHeaders) => void Object.assign(seen, given));
    stream.on('data', (data: Buffer) => void parts.push(data));
    stream.on('error', (error: Error) => (end ||= error.message));
    stream.on('close', () => finish(end || `stream closed with ${stream.rstCode}`));
    stream.end(frames);
  });
}
