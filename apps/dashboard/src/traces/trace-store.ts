import type { Span, Trace, TraceSummary } from '../page-api';
import type { StoredSpan } from './otlp';

const MOST_SPANS = 20_000;
const MOST_OF_A_TRACE = 2_000;
const MOST_LINKED = 200;

export interface TraceFilter {
  readonly ride?: string;
  readonly driver?: string;
  readonly limit: number;
}

/** Keeps the newest 20,000 spans in memory. The trace that began to arrive first leaves first, as a whole. */
export class TraceStore {
  /** Keyed by trace id, in the order of arrival; the inner maps by span id. */
  private readonly traces = new Map<string, Map<string, StoredSpan>>();
  private count = 0;

  add(spans: readonly StoredSpan[]): void {
    for (const span of spans) {
      const trace = this.traces.get(span.traceId) ?? new Map<string, StoredSpan>();
      this.traces.set(span.traceId, trace);
      if (trace.size >= MOST_OF_A_TRACE || trace.has(span.spanId)) continue;
      trace.set(span.spanId, span);
      this.count += 1;
    }
    for (const [id, trace] of this.traces) {
      if (this.count <= MOST_SPANS) return;
      this.traces.delete(id);
      this.count -= trace.size;
    }
  }

  /** Traces with a span about the ride and the driver, the newest first. */
  find({ ride, driver, limit }: TraceFilter): TraceSummary[] {
    const isAbout = (name: string, id: string | undefined) => (trace: Map<string, StoredSpan>) =>
      id === undefined || [...trace.values()].some(({ attributes }) => attributes[name] === id);
    return [...this.traces.values()]
      .filter(isAbout('ride.id', ride))
      .filter(isAbout('driver.id', driver))
      .map((trace) => summaryOf([...trace.values()]))
      .sort((one, other) => other.startedAt - one.startedAt)
      .slice(0, limit);
  }

  /** Undefined for a trace that is not here, or no longer. */
  trace(traceId: string): Trace | undefined {
    const trace = this.traces.get(traceId);
    if (!trace) return undefined;
    const linksHere = ({ links }: Span): boolean => links.some((link) => link.traceId === traceId);
    const others = [...this.traces].flatMap(([id, one]) => (id === traceId ? [] : [...one.values()]));
    const to = [...trace.values()].flatMap(({ links }) =>
      links.flatMap((link) => this.traces.get(link.traceId)?.get(link.spanId) ?? []),
    );
    const linked = new Set([...others.filter(linksHere), ...to.filter((span) => span.traceId !== traceId)]);
    return { traceId, spans: [...trace.values()], linked: [...linked].slice(0, MOST_LINKED) };
  }
}

function summaryOf(spans: readonly StoredSpan[]): TraceSummary {
  const known = new Set(spans.map(({ spanId }) => spanId));
  const byTime = [...spans].sort((one, other) => one.startedAt - other.startedAt);
  const isRoot = ({ parentSpanId }: StoredSpan) => parentSpanId === null || !known.has(parentSpanId);
  const startedAt = byTime[0]?.startedAt ?? 0;
  const endedAt = Math.max(...spans.map((span) => span.startedAt + span.tookMs));
  return {
    traceId: byTime[0]?.traceId ?? '',
    name: (byTime.find(isRoot) ?? byTime[0])?.name ?? '',
    startedAt,
    tookMs: Math.round((endedAt - startedAt) * 1_000) / 1_000,
    spans: spans.length,
    services: [...new Set(byTime.map(({ service }) => service))],
    hasError: spans.some(({ error }) => error !== null),
  };
}
