import { z } from 'zod';
import type { Span } from '../page-api';

/** What is kept of one span; OTLP itself sets no bounds. */
const MOST_ATTRIBUTES = 64;
const MOST_EVENTS = 64;
const MOST_LINKS = 128;
const LONGEST_TEXT = 2_000;

const hex = (length: number) =>
  z
    .string()
    .regex(new RegExp(`^[0-9a-f]{${length}}$`, 'i'))
    .toLowerCase();
const traceId = hex(32);
const spanId = hex(16);
const text = z.string().transform((value) => value.slice(0, LONGEST_TEXT));
/** JSON has no 64-bit integers: they come as strings, and from some exporters as numbers. */
const wholeNumber = z.union([z.string().regex(/^-?\d{1,20}$/), z.number()]);
/** To ms, exact to the microsecond. */
const nanoseconds = wholeNumber.transform((value) =>
  typeof value === 'number' ? value / 1e6 : Number(BigInt(value) / 1_000n) / 1_000,
);

/** Lists and maps are left out: the page draws plain values. */
const anyValue = z
  .looseObject({
    stringValue: text.optional(),
    boolValue: z.boolean().optional(),
    intValue: wholeNumber.transform(Number).optional(),
    doubleValue: z.number().optional(),
  })
  .transform(
    ({ stringValue, boolValue, intValue, doubleValue }) =>
      stringValue ?? boolValue ?? intValue ?? doubleValue,
  );

const atMost = <T extends z.ZodType>(most: number, one: T) =>
  z
    .array(one)
    .default([])
    .transform((list) => list.slice(0, most));

const attributes = atMost(
  MOST_ATTRIBUTES,
  z.object({ key: z.string().max(200), value: anyValue.optional() }),
).transform((list): Span['attributes'] =>
  Object.fromEntries(list.flatMap(({ key, value }) => (value === undefined ? [] : [[key, value] as const]))),
);

const KINDS = ['internal', 'internal', 'server', 'client', 'producer', 'consumer'] as const;
const FAILED = 2;

const eventSchema = z
  .object({ name: text, timeUnixNano: nanoseconds, attributes })
  .transform(({ timeUnixNano: at, ...event }) => ({ at, ...event }));

const spanSchema = z
  .object({
    traceId,
    spanId,
    parentSpanId: z.union([spanId, z.literal('')]).optional(),
    name: text,
    kind: z.int().min(0).max(5).default(0),
    startTimeUnixNano: nanoseconds,
    endTimeUnixNano: nanoseconds,
    attributes,
    events: atMost(MOST_EVENTS, eventSchema),
    links: atMost(MOST_LINKS, z.object({ traceId, spanId })),
    status: z.object({ code: z.int().optional(), message: text.optional() }).default({}),
  })
  .transform(({ parentSpanId, kind, startTimeUnixNano: startedAt, endTimeUnixNano, status, ...span }) => ({
    ...span,
    parentSpanId: parentSpanId || null,
    kind: KINDS[kind] ?? 'internal',
    startedAt,
    tookMs: Math.max(0, Math.round((endTimeUnixNano - startedAt) * 1_000) / 1_000),
    error: status.code === FAILED ? status.message || 'failed' : null,
  }));

/** The body of `POST /v1/traces`, as OTLP/HTTP writes it in JSON. */
export const otlpSchema = z.object({
  resourceSpans: z
    .array(
      z.object({
        resource: z.object({ attributes }).default({ attributes: {} }),
        scopeSpans: z.array(z.object({ spans: z.array(spanSchema).default([]) })).default([]),
      }),
    )
    .default([]),
});

/** With its trace. */
export type StoredSpan = Span & { readonly traceId: string };

export const spansOf = ({ resourceSpans }: z.output<typeof otlpSchema>): StoredSpan[] =>
  resourceSpans.flatMap(({ resource, scopeSpans }) => {
    const service = String(resource.attributes['service.name'] ?? 'unknown');
    return scopeSpans.flatMap(({ spans }) => spans.map((span) => ({ ...span, service })));
  });
