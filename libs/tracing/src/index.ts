export { type Span, type SpanContext, SpanKind } from '@opentelemetry/api';
export {
  annotate,
  endSpan,
  inSpan,
  isTracing,
  kindOfError,
  recordingSpan,
  recordShare,
  runInSpan,
  type SpanStart,
  startChild,
  startEntry,
} from './spans';
export { isSampled, parseTraceparent, traceparentOf } from './traceparent';
