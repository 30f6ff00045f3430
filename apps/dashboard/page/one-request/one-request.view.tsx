import { useState } from 'preact/hooks';
import type { TraceSummary } from '../../src/page-api';
import { useParameters } from '../navigation/use-parameters';
import type { ViewProps } from '../navigation/view-props';
import { Failure } from '../server/failure';
import { request } from '../server/requests';
import { useRequest } from '../server/use-request';
import { useTrace } from '../traces/use-trace';
import { LinkedSpans } from './linked-spans';
import { LogLines } from './log-lines';
import './one-request.css';
import { say } from './texts';
import { TraceList } from './trace-list';
import { idsIn } from './waterfall';
import { WaterfallTable } from './waterfall-table';

const LIMIT = 20;
const EVERY_MS = 2_000;
const RIDE = /^[0-9a-f]{8}-[0-9a-f]{4}-/i;

export default function OneRequestView(props: ViewProps) {
  const t = say();
  const [parameters, show] = useParameters('one-request', props);
  const { trace: traceId } = parameters;
  const searched = parameters.ride ?? parameters.driver ?? '';
  const query = new URLSearchParams({ limit: String(LIMIT) });
  if (searched) query.set(parameters.ride ? 'ride' : 'driver', searched);
  const load = (signal: AbortSignal) =>
    request<readonly TraceSummary[]>('GET', `traces?${query.toString()}`, { signal });
  const traces = useRequest(load, [query.toString()], EVERY_MS);
  const find = (id: string) =>
    show({
      ride: RIDE.test(id) ? id : undefined,
      driver: id && !RIDE.test(id) ? id : undefined,
      trace: undefined,
    });
  return (
    <section class="view one-request">
      {!props.embedded && (
        <p class="lead">
          {t.lead} {t.try}
        </p>
      )}
      <Search key={searched} id={searched} find={find} />
      <div class="card">
        <h2 id="traces">{searched ? t.found(searched) : t.newest}</h2>
        {traces.problem && <Failure problem={traces.problem} what={t.failed} />}
        {!traces.value && !traces.problem && <p class="dim">{t.loading}</p>}
        {traces.value?.length === 0 && <p class="dim">{searched ? t.noneOf(searched) : t.none}</p>}
        {traces.value && traces.value.length > 0 && (
          <TraceList traces={traces.value} shown={traceId} choose={(trace) => show({ trace })} />
        )}
      </div>
      {traceId && <OneTrace traceId={traceId} choose={(trace) => show({ trace })} />}
      {!traceId && searched && <LogLines ids={[searched]} />}
    </section>
  );
}

function Search({ id, find }: { readonly id: string; readonly find: (id: string) => void }) {
  const t = say();
  const [text, setText] = useState(id);
  return (
    <form
      class="row"
      role="search"
      onSubmit={(event) => {
        event.preventDefault();
        find(text.trim());
      }}
    >
      <label class="row">
        {t.search}
        <input
          {...{ value: text, size: 24, maxLength: 64, spellcheck: false }}
          onInput={({ currentTarget }) => setText(currentTarget.value)}
        />
      </label>
      <button>{t.find}</button>
    </form>
  );
}

function OneTrace({
  traceId,
  choose,
}: {
  readonly traceId: string;
  readonly choose: (traceId: string) => void;
}) {
  const t = say();
  const trace = useTrace(traceId);
  if (trace === undefined) return <p class="card dim">{t.loading}</p>;
  if (trace === null) return <p class="notice">{t.gone}</p>;
  const ids = [traceId, ...idsIn(trace)];
  return (
    <>
      <div class="card">
        <h2 id="trace">
          {t.trace} <code>{traceId}</code>
        </h2>
        <WaterfallTable trace={trace} choose={choose} />
      </div>
      {trace.linked.length > 0 && <LinkedSpans linked={trace.linked} choose={choose} />}
      <LogLines key={traceId} ids={ids} />
    </>
  );
}
