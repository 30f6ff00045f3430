import { Fragment } from 'preact';
import { useMemo, useState } from 'preact/hooks';
import type { Span, Trace } from '../../src/page-api';
import { duration } from '../look/figures';
import { Digits } from '../look/figure';
import { doingOf, sayEvent } from '../traces/calls';
import { say as sayDoing } from '../traces/texts';
import { say } from './texts';
import { type Row, waterfallOf } from './waterfall';

const INDENT_EM = 0.9;
const DEEPEST = 8;

/** A service in its colour; owner and consumer have those of their data. */
export function Service({ name }: { readonly name: string }) {
  return (
    <span class={`service service-${name}`}>
      <span class="dot" aria-hidden="true" />
      {name}
    </span>
  );
}

interface Props {
  readonly trace: Trace;
  readonly choose: (traceId: string) => void;
}

export function WaterfallTable({ trace, choose }: Props) {
  const t = say();
  const { rows, untilMs } = useMemo(() => waterfallOf(trace.spans, trace.linked), [trace]);
  return (
    <div class="wide" tabIndex={0} role="region" aria-labelledby="trace">
      <table class="waterfall">
        <thead>
          <tr>
            <th scope="col">{t.span}</th>
            <th scope="col">
              <span class="row spread">
                <span>0</span>
                <Digits figure={duration(untilMs)} />
              </span>
            </th>
            <th scope="col">{t.took}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <SpanRow key={row.span.spanId} {...{ row, untilMs, choose }} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function SpanRow({ row, untilMs, choose }: { row: Row; untilMs: number; choose: (traceId: string) => void }) {
  const t = say();
  const [open, setOpen] = useState(false);
  const { span, depth, atMs, linkedTraces } = row;
  const share = (ms: number) => `${untilMs > 0 ? (100 * ms) / untilMs : 0}%`;
  return (
    <>
      <tr class={`service-${span.service}`}>
        <th scope="row" style={{ paddingLeft: `${0.4 + Math.min(depth, DEEPEST) * INDENT_EM}em` }}>
          <button class="plain" aria-expanded={open} onClick={() => setOpen(!open)}>
            {open ? '▾' : '▸'} {span.name}
          </button>
          <Service name={span.service} /> <span class="dim">{sayDoing()[doingOf(span)]}</span>
          {span.events
            .filter(({ name }) => name.startsWith('cache'))
            .map((event) => (
              <span class="event" key={event.at}>
                {sayEvent(event)}
              </span>
            ))}
          {span.error && <strong class="differs"> {span.error}</strong>}
        </th>
        <td class="time">
          <span
            class={`bar ${span.error ? 'failed' : ''}`}
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
        </td>
        <td>
          <Digits figure={duration(span.tookMs)} />
        </td>
      </tr>
      {linkedTraces.length > 0 && (
        <tr>
          <td colSpan={3} class="links">
            ⇢ {t.linkedTo}{' '}
            {linkedTraces.map((traceId) => (
              <TraceButton key={traceId} traceId={traceId} choose={choose} />
            ))}
          </td>
        </tr>
      )}
      {open && (
        <tr>
          <td colSpan={3}>
            <SpanFacts span={span} />
          </td>
        </tr>
      )}
    </>
  );
}

export function TraceButton({ traceId, choose }: { traceId: string; choose: (traceId: string) => void }) {
  return (
    <button class="plain" onClick={() => choose(traceId)} title={traceId}>
      <span class="visually-hidden">{say().trace}</span> <code>{traceId.slice(0, 8)}…</code>
    </button>
  );
}

function SpanFacts({ span }: { readonly span: Span }) {
  const t = say();
  const attributes = Object.entries(span.attributes);
  return (
    <dl class="facts">
      <dt>{t.kind}</dt>
      <dd>{span.kind}</dd>
      {attributes.map(([name, value]) => (
        <Fragment key={name}>
          <dt>{name}</dt>
          <dd>{String(value)}</dd>
        </Fragment>
      ))}
      {span.events.map((event, place) => (
        <Fragment key={place}>
          <dt>
            <Digits figure={duration(event.at - span.startedAt)} />
          </dt>
          <dd>{sayEvent(event)}</dd>
        </Fragment>
      ))}
    </dl>
  );
}
