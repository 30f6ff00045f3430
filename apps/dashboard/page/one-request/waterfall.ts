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
  const children = new Map<string | null, Span[]>();
  for (const span of byTime) {
    children.set(span.parentSpanId, [...(children.get(span.parentSpanId) ?? []), span]);
  }
  const rows: Row[] = [];
  const placed = new Set<string>();
  const waiting: { span: Span; depth: number }[] = [];
  const place = (top: Span) => {
    waiting.push({ span: top, depth: 0 });
    for (let next = waiting.pop(); next; next = waiting.pop()) {
      const { span, depth } = next;
      if (placed.has(span.spanId)) continue;
      placed.add(span.spanId);
      rows.push({ span, depth, atMs: span.startedAt - began, linkedTraces: linksOf(span, linked) });
      const below = children.get(span.spanId) ?? [];
      waiting.push(...below.toReversed().map((child) => ({ span: child, depth: depth + 1 })));
    }
  };
  byTime.filter(({ parentSpanId }) => parentSpanId === null || !known.has(parentSpanId)).forEach(place);
  byTime.forEach(place);
  const untilMs = Math.max(0, ...spans.map(({ startedAt, tookMs }) => startedAt + tookMs - began));
  return { rows, untilMs };
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
