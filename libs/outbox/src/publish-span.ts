import { parseTraceparent, type Span, SpanKind, startEntry, traceparentOf } from '@ride-hailing/tracing';
import type { OutboxRow } from './relay-session';

/** Starts the span of a publication below that of its enqueueing, if that one was recorded. */
export function startPublishSpan({ id, subject, headers }: OutboxRow): Span | undefined {
  const enqueued = parseTraceparent(headers['traceparent']);
  const attributes = {
    'messaging.system': 'nats',
    'messaging.destination.name': subject,
    'messaging.message.id': id,
  };
  // Without the trace of a change, there is nothing to begin one for.
  return enqueued && startEntry({ name: 'publish event', kind: SpanKind.PRODUCER, attributes }, enqueued);
}

/** The headers to publish: consumers link to the publication. */
export const publishedHeaders = ({ headers }: OutboxRow, span: Span | undefined): Record<string, string> =>
  span ? { ...headers, traceparent: traceparentOf(span.spanContext()) } : headers;
