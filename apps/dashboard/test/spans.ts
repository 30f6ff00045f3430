import type { Span } from '../src/page-api';

/** A span with what a spec leaves open: 10 ms inside of Driver Service, without a parent. */
export const span = (spanId: string, given: Partial<Span> = {}): Span => ({
  ...{ spanId, parentSpanId: null, service: 'driver-service', name: spanId, kind: 'internal' },
  ...{ startedAt: 1_000, tookMs: 10, error: null, attributes: {}, events: [], links: [] },
  ...given,
});
