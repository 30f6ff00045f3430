import type { Span } from '../../src/page-api';

const MOST_IDS = 10;

export interface Row {
  readonly span: Span;
  readonly depth: number;
  /** ms since the first span began. */
  readonly atMs: number;
  /** Traces that this span links to, or that link to it. */
  readonly linkedTraces: readonly string[];
}

export interface Waterfall {
  readonly rows: readonly Row[];
  readonly untilMs: number;
}

/**
 * Spans as rows, each below the one that it belongs to, and by time. A span whose parent is not there, since it is not
 * recorded or has not arrived, stands at the left; so does one whose parents form a circle.
 */
export function waterfallOf(
  spans: readonly Span[],
  linked: readonly (Span & { traceId: string })[] = [],
): Waterfall {
  const byTime = [...spans].sort((one, other) => one.startedAt - other.startedAt);
  const began = byTime[0]?.startedAt ?? 0;
  const known = new Set(spans.map(({ spanId }) => spanId));
  const children = Map.groupBy(byTime, ({ parentSpanId }) => parentSpanId);
  const rows = new Map<string, Row>();
  const place = (span: Span, depth: number) => {
    if (rows.has(span.spanId)) return;
    rows.set(span.spanId, { span, depth, atMs: span.startedAt - began, linkedTraces: linksOf(span, linked) });
    for (const child of children.get(span.spanId) ?? []) place(child, depth + 1);
  };
  for (const span of byTime) if (span.parentSpanId === null || !known.has(span.parentSpanId)) place(span, 0);
  for (const span of byTime) place(span, 0);
  const untilMs = Math.max(0, ...spans.map(({ startedAt, tookMs }) => startedAt + tookMs - began));
  return { rows: [...rows.values()], untilMs };
}

function linksOf(span: Span, linked: readonly (Span & { traceId: string })[]): string[] {
  const from = linked
    .filter(({ links }) => links.some(({ spanId }) => spanId === span.spanId))
    .map(({ traceId }) => traceId);
  return [...new Set([...span.links.map(({ traceId }) => traceId), ...from])];
}

const NAMED = /^(requestId|(ride|driver)\.id)$/;

/** The requests, rides and drivers that spans are about, by their attributes and as log lines name them, in the order in which they come. */
export function idsIn({ spans }: { readonly spans: readonly Span[] }): readonly string[] {
  const named = spans.flatMap(({ attributes }) =>
    Object.entries(attributes).flatMap(([name, value]) =>
      NAMED.test(name) && typeof value === 'string' && value !== '' ? [value] : [],
    ),
  );
  return [...new Set(named)].slice(0, MOST_IDS);
}
