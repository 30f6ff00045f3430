import { useState } from 'preact/hooks';
import type { TraceSummary } from '../../src/page-api';
import { language } from '../language/language';
import { Card, Table } from '../look/card';
import { duration } from '../look/figures';
import { useParameters, type ViewProps } from '../navigation/view';
import { Ready } from '../server/answers';
import { request } from '../server/requests';
import { useRequest } from '../server/use-request';
import { useTrace } from '../traces/use-trace';
import { LogLines } from './log-lines';
import { say } from './texts';
import { idsIn } from './waterfall';
import { LinkedSpans, WaterfallTable } from './waterfall-table';

const LIMIT = 20;
const EVERY_MS = 2_000;
const RIDE = /^[0-9a-f]{8}-[0-9a-f]{4}-/i;

export default function OneRequestView(props: ViewProps) {
  const t = say();
  const [{ trace: traceId, ride, driver }, show] = useParameters(props);
  const searched = ride ?? driver ?? '';
  const query = new URLSearchParams({ limit: String(LIMIT) });
  if (searched) query.set(ride ? 'ride' : 'driver', searched);
  const load = (signal: AbortSignal) =>
    request<readonly TraceSummary[]>('GET', `traces?${query.toString()}`, { signal });
  const traces = useRequest(load, [query.toString()], EVERY_MS);
  const find = (id: string) => {
    const isRide = RIDE.test(id);
    show({ ride: isRide ? id : undefined, driver: id && !isRide ? id : undefined, trace: undefined });
  };
  const choose = (trace: string) => show({ trace });
  const title = searched ? t.found(searched) : t.newest;
  return (
    <>
      <Search key={searched} id={searched} find={find} />
      <Card title={title}>
        <Ready of={traces} failed={t.failed} loading={t.loading}>
          {(value) =>
            value.length === 0 ? (
              <p class="dim">{searched ? t.noneOf(searched) : t.none}</p>
            ) : (
              <TraceList {...{ label: title, traces: value, shown: traceId, choose }} />
            )
          }
        </Ready>
      </Card>
      {traceId && <OneTrace traceId={traceId} choose={choose} />}
      {!traceId && searched && <LogLines ids={[searched]} />}
    </>
  );
}

function Search({ id, find }: { readonly id: string; readonly find: (id: string) => void }) {
  const t = say();
  const [text, setText] = useState(id);
  return (
    <form class="row" role="search" onSubmit={(event) => (event.preventDefault(), find(text.trim()))}>
      <label>
        {t.search}{' '}
        <input
          {...{ value: text, size: 24, maxLength: 64, spellcheck: false }}
          onInput={({ currentTarget }) => setText(currentTarget.value)}
        />
      </label>
      <button>{t.find}</button>
    </form>
  );
}

interface ListProps {
  readonly label: string;
  readonly traces: readonly TraceSummary[];
  readonly shown: string | undefined;
  readonly choose: (traceId: string) => void;
}

function TraceList({ label, traces, shown, choose }: ListProps) {
  const t = say();
  const time = new Intl.DateTimeFormat(language.value, { timeStyle: 'medium' });
  const rows = traces.map(({ traceId, name, startedAt, tookMs, services, spans, hasError }) => ({
    key: traceId,
    cells: [
      <>
        <button class="plain" aria-pressed={traceId === shown} onClick={() => choose(traceId)}>
          {name}
        </button>{' '}
        {hasError && <span class="differs">{t.error}</span>}
      </>,
      ...[time.format(startedAt), duration(tookMs), services.join(', '), spans],
    ],
  }));
  return <Table {...{ label, class: 'long', rows, heads: [t.name, t.when, t.took, t.services, t.spans] }} />;
}

type OneTraceProps = { readonly traceId: string } & Pick<ListProps, 'choose'>;

function OneTrace({ traceId, choose }: OneTraceProps) {
  const t = say();
  const trace = useTrace(traceId);
  if (!trace) return <p class="card dim">{trace === undefined ? t.loading : t.gone}</p>;
  return (
    <>
      <Card title={`${t.trace} ${traceId}`}>
        <WaterfallTable trace={trace} choose={choose} />
      </Card>
      {trace.linked.length > 0 && <LinkedSpans trace={trace} choose={choose} />}
      <LogLines key={traceId} ids={[traceId, ...idsIn(trace)]} />
    </>
  );
}
