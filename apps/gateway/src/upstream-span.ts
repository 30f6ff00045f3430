import { type Span, SpanKind, startChild } from '@ride-hailing/tracing';

/** Starts the span of a request to a service behind the gateway, if the caller's request is recorded. */
export const startUpstreamSpan = (method: string, url: string): Span | undefined =>
  startChild({
    name: method,
    kind: SpanKind.CLIENT,
    attributes: { 'http.request.method': method, 'server.address': url },
  });
