import type { IncomingHttpHeaders } from 'node:http';

/** Headers of one connection, not of the message: RFC 9110, 7.6.1. */
const HOP_BY_HOP = new Set([
  'connection',
  'expect',
  'http2-settings',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);
/** Headers that the gateway sets itself; those of the caller are dropped. */
const OWN = new Set([
  'forwarded',
  'host',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-proto',
  'x-real-ip',
]);

const without = (headers: IncomingHttpHeaders, isDropped: (name: string) => boolean): IncomingHttpHeaders =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => !isDropped(name)));

interface Forwarding {
  readonly headers: IncomingHttpHeaders;
  readonly hasBody: boolean;
  readonly clientAddress: string;
  /** x-request-id and traceparent of the request. */
  readonly context: Readonly<Record<string, string>>;
}

export const requestHeaders = ({
  headers,
  hasBody,
  clientAddress,
  context,
}: Forwarding): IncomingHttpHeaders => ({
  ...without(
    headers,
    (name) => HOP_BY_HOP.has(name) || OWN.has(name) || (!hasBody && name === 'content-length'),
  ),
  'x-forwarded-for': clientAddress,
  ...context,
});

export const responseHeaders = (headers: IncomingHttpHeaders): IncomingHttpHeaders =>
  without(headers, (name) => HOP_BY_HOP.has(name));
