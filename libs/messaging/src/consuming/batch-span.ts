import {
  isSampled,
  isTracing,
  parseTraceparent,
  runInSpan,
  type SpanContext,
  SpanKind,
  startEntry,
} from '@ride-hailing/tracing';
import { IncomingMessage } from '../messages/incoming-message';
import { BatchConsumerOptions } from './batch-consumer';

const MOST_LINKS = 128;

/**
 * Runs `work` in one span for the whole batch, with a link to the span that published each message, if that one was
 * recorded. A batch with such a message is always recorded, and of the others a share.
 */
export function inBatchSpan<T>(
  { stream, durable, linksMessages = true }: BatchConsumerOptions,
  batch: readonly IncomingMessage[],
  work: () => Promise<T>,
): Promise<T> {
  if (!isTracing()) return work();
  const attributes = {
    'messaging.system': 'nats',
    'messaging.destination.name': stream,
    'messaging.consumer.group.name': durable,
    'messaging.batch.message_count': batch.length,
  };
  const start = { name: `process ${durable}`, kind: SpanKind.CONSUMER, attributes };
  return runInSpan(startEntry(start, undefined, linksMessages ? linksOf(batch) : []), work);
}

function linksOf(batch: readonly IncomingMessage[]): SpanContext[] {
  const links: SpanContext[] = [];
  for (const message of batch) {
    const publisher = parseTraceparent(message.header('traceparent'));
    if (publisher && isSampled(publisher)) links.push(publisher);
    if (links.length === MOST_LINKS) break;
  }
  return links;
}
