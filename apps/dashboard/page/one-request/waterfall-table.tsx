import { Fragment } from 'preact';
import { useMemo } from 'preact/hooks';
import type { Span, Trace } from '../../src/page-api';
import { Card, Table } from '../look/card';
import { duration } from '../look/figures';
import { sourceOf } from '../look/source';
import { doingOf, sayEvent } from '../traces/calls';
import { say as sayDoing } from '../traces/texts';
import { say } from './texts';
import { waterfallOf } from './waterfall';

const INDENT_EM = 0.9;
const DEEPEST = 8;

/** A service in its colour: owner and consumer have those of their data. */
const colourOf = (service: string) => {
  const source = service === 'driver-service' ? 'copy' : sourceOf(service);
  return { '--source': source === 'unavailable' ? 'var(--dim)' : `var(--${source})` };
};

interface Props {
  readonly trace: Trace;
  readonly choose: (traceId: string) => void;
}

export function WaterfallTable({ trace, choose }: Props) {
  const t = say();
  const { rows, untilMs } = useMemo(() => waterfallOf(trace.spans, trace.linked), [trace]);
  const share = (ms: number) => `${untilMs > 0 ? (100 * ms) / untilMs : 0}%`;
  const shown = rows.map(({ span, depth, atMs, linkedTraces }) => ({
    key: span.spanId,
    style: colourOf(span.service),
    cells: [
      <div style={{ paddingLeft: `${Math.min(depth, DEEPEST) * INDENT_EM}em` }}>
        <details>
          <summary>
            {span.name} <span class="source">{span.service}</span>{' '}
            <span class="dim">{sayDoing()[doingOf(span)]}</span>
          </summary>
          <SpanFacts span={span} />
        </details>
        {span.events
          .filter(({ name }) => name.startsWith('cache'))
          .map((event) => (
            <div key={event.at}>{sayEvent(event)}</div>
          ))}
        {span.error && <span class="differs">{span.error}</span>}
        {linkedTraces.length > 0 && <div>⇢ {t.linkedTo} </div>}
        {linkedTraces.map((traceId) => (
          <TraceButton key={traceId} traceId={traceId} choose={choose} />
        ))}
      </div>,
      <div class="time">
        <span
          class={span.error ? 'bar hatched' : 'bar'}
          style={{ left: share(atMs), width: share(span.tookMs) }}
        />
        {span.events.map((event) => (
          <span
            class="tick"
            key={event.name + String(event.at)}
            title={sayEvent(event)}
            style={{ left: share(atMs + event.at - span.startedAt) }}
          />
        ))}
      </div>,
      duration(span.tookMs),
    ],
  }));
  const heads = [t.span, `0 – ${duration(untilMs)}`, t.took];
  return <Table {...{ label: t.trace, class: 'waterfall', rows: shown, heads }} />;
}

function TraceButton({ traceId, choose }: { readonly traceId: string } & Pick<Props, 'choose'>) {
  return (
    <button class="plain" onClick={() => choose(traceId)} title={traceId}>
      <span class="visually-hidden">{say().trace}</span> <code>{traceId.slice(0, 8)}…</code>
    </button>
  );
}

function SpanFacts({ span: { kind, attributes, events, startedAt } }: { readonly span: Span }) {
  const facts = [
    [say().kind, kind],
    ...Object.entries(attributes),
    ...events.map((event) => [duration(event.at - startedAt), sayEvent(event)]),
  ];
  return (
    <dl>
      {facts.map(([name, value], place) => (
        <Fragment key={place}>
          <dt>{name}</dt>
          <dd>{String(value)}</dd>
        </Fragment>
      ))}
    </dl>
  );
}

/** Spans of other traces that are linked with this one. */
export function LinkedSpans({ trace: { linked }, choose }: Props) {
  const t = say();
  const rows = linked.map(({ traceId, spanId, name, service, tookMs, error }) => ({
    key: traceId + spanId,
    style: colourOf(service),
    cells: [
      <>
        {name} <span class="differs">{error}</span>
      </>,
      <span class="source">{service}</span>,
      duration(tookMs),
      <TraceButton traceId={traceId} choose={choose} />,
    ],
  }));
  return (
    <Card title={t.linked}>
      <p class="dim">{t.linkedLead}</p>
      <Table {...{ label: t.linked, rows, heads: [t.span, t.services, t.took, t.trace] }} />
    </Card>
  );
}
