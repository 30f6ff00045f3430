import {
  type Attributes,
  type Context,
  context,
  ProxyTracerProvider,
  ROOT_CONTEXT,
  type Span,
  type SpanContext,
  type SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';
import { isSampled } from './traceparent';

const TRACER = 'ride-hailing';

let share = 1;

/**
 * Sets the share of traces to record that begin in this process. It is decided here, since the SDK's own sampler decides
 * only after it has made a span, which costs more than all else of a request that is not recorded.
 * @param ratio from 0 to 1; 1 at first
 */
export function recordShare(ratio: number): void {
  share = ratio;
}

export interface SpanStart {
  /** One of few: ids belong into attributes. */
  readonly name: string;
  readonly kind?: SpanKind;
  readonly attributes?: Attributes;
}

/** Whether spans are recorded in this process. Without an SDK, nothing else here does anything. */
export function isTracing(): boolean {
  const provider = trace.getTracerProvider();
  return !(provider instanceof ProxyTracerProvider) || provider.getDelegateTracer(TRACER) !== undefined;
}

/** The span that this code runs in, if it is recorded. Costs 20 ns, so hot paths may ask before they describe a span. */
export function recordingSpan(): Span | undefined {
  const span = trace.getActiveSpan();
  return span?.isRecording() ? span : undefined;
}

/** Adds attributes to the span that this code runs in, if it is recorded. */
export function annotate(attributes: Attributes): void {
  recordingSpan()?.setAttributes(attributes);
}

/**
 * Starts the first span of this process in a trace, if it is to be recorded. With a parent in another process, that one
 * has decided; without a parent, a share is recorded, and in any case a span with links.
 * @param links sampled spans that led to this one without being its parent
 */
export function startEntry(
  start: SpanStart,
  parent: SpanContext | undefined,
  links: readonly SpanContext[] = [],
): Span | undefined {
  if (!parent) {
    const isWanted = links.length > 0 || Math.random() < share;
    return isWanted ? begin(start, ROOT_CONTEXT, links) : undefined;
  }
  return isSampled(parent) ? begin(start, trace.setSpanContext(ROOT_CONTEXT, parent), links) : undefined;
}

/** Starts a child of the span that this code runs in, if that one is recorded. */
export const startChild = (start: SpanStart): Span | undefined =>
  recordingSpan() && begin(start, context.active(), []);

function begin(start: SpanStart, parent: Context, links: readonly SpanContext[]): Span | undefined {
  const options = { ...start, links: links.map((link) => ({ context: link })) };
  const span = trace.getTracer(TRACER).startSpan(start.name, options, parent);
  return span.isRecording() ? span : undefined;
}

/** Runs `work` in the span, which it does not end. */
export const inSpan = <T>(span: Span | undefined, work: () => T): T =>
  span ? context.with(trace.setSpan(context.active(), span), work) : work();

/** @param failure what went wrong, in a word: no message, since a message may contain personal data */
export function endSpan(span: Span | undefined, failure?: string): void {
  if (failure !== undefined) span?.setStatus({ code: SpanStatusCode.ERROR, message: failure });
  span?.end();
}

/** Runs `work` in the span, and ends the span with its outcome. */
export async function runInSpan<T>(span: Span | undefined, work: () => Promise<T>): Promise<T> {
  if (!span) return work();
  try {
    const result = await inSpan(span, work);
    endSpan(span);
    return result;
  } catch (error) {
    endSpan(span, kindOfError(error));
    throw error;
  }
}

/** The error's code, such as an SQLSTATE, or else its name. */
export function kindOfError(error: unknown): string {
  const { code, name } = (error ?? {}) as { code?: string | number; name?: string };
  return String(code ?? name ?? 'error');
}
