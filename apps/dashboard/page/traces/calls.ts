import type { Span, Trace } from '../../src/page-api';

/** What a span is about, by its attributes' semantic conventions. */
export type Doing = 'http' | 'grpc' | 'statement' | 'message' | 'inside';

const PREFIXES: readonly (readonly [prefix: string, doing: Doing])[] = [
  ['rpc.', 'grpc'],
  ['db.', 'statement'],
  ['messaging.', 'message'],
  ['http.', 'http'],
];

export function doingOf({ attributes, kind }: Pick<Span, 'attributes' | 'kind'>): Doing {
  if (kind === 'producer' || kind === 'consumer') return 'message';
  const names = Object.keys(attributes);
  return PREFIXES.find(([prefix]) => names.some((name) => name.startsWith(prefix)))?.[1] ?? 'inside';
}

/** Something that a request made a process do outside of itself, or what its cache had. */
export interface Call {
  readonly doing: Doing | 'cache';
  readonly service: string;
  readonly name: string;
  /** ms since the trace began. */
  readonly atMs: number;
  /** Null for what takes no time of its own. */
  readonly tookMs: number | null;
  readonly error: string | null;
}

const isOutgoing = ({ kind }: Span) => kind === 'client' || kind === 'producer';

/** Calls, statements, messages and cache events of a trace, by time. */
export function callsOf({ spans }: Pick<Trace, 'spans'>): readonly Call[] {
  const began = Math.min(...spans.map(({ startedAt }) => startedAt));
  return spans
    .flatMap((span): Call[] => {
      const { service, name, tookMs, error } = span;
      const made = isOutgoing(span)
        ? [{ doing: doingOf(span), service, name, atMs: span.startedAt - began, tookMs, error }]
        : [];
      const cached = span.events
        .filter((event) => event.name.startsWith('cache'))
        .map((event) => ({
          ...{ doing: 'cache' as const, service, name: sayEvent(event), atMs: event.at - began },
          ...{ tookMs: null, error: null },
        }));
      return [...made, ...cached];
    })
    .sort((one, other) => one.atMs - other.atMs);
}

/** An event of a span with its attributes, such as `cache.lookup (outcome: hit, version: 2)`. */
export function sayEvent({ name, attributes }: Pick<Span['events'][number], 'name' | 'attributes'>): string {
  const given = Object.entries(attributes).map(([key, value]) => `${key.replace(/^.*\./, '')}: ${value}`);
  return given.length > 0 ? `${name} (${given.join(', ')})` : name;
}
