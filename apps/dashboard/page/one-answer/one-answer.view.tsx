import { useEffect, useState } from 'preact/hooks';
import type { Asked } from '../../src/page-api';
import { Alert, Card, Table } from '../look/card';
import { duration } from '../look/figures';
import { addressOf } from '../navigation/route';
import { useParameters, type ViewProps } from '../navigation/view';
import { Failure, Ready } from '../server/answers';
import { problemOf } from '../server/problem';
import { ask } from '../server/requests';
import { useRequest } from '../server/use-request';
import { callsOf } from '../traces/calls';
import { say as sayCall } from '../traces/texts';
import { useTrace } from '../traces/use-trace';
import { answerIn } from './answer';
import { AnswerCard } from './answer-card';
import { Choices } from './choices';
import { Compare } from './compare';
import { PastAnswers } from './past-answers';
import { Shadowing } from './shadowing';
import { say } from './texts';

/** The simulator keeps it on a ride all the time. */
const USUAL_DRIVER = 'd-1';
const EVERY_MS = 1_000;

export default function OneAnswerView(props: ViewProps) {
  const t = say();
  const [parameters, change] = useParameters(props);
  const [keep, setKeep] = useState(false);
  const [again, setAgain] = useState(0);
  const { driver = USUAL_DRIVER, approach, cache, details } = parameters;
  const way = new URLSearchParams({
    ...(cache && (!approach || approach === 'hybrid') && { cache }),
    ...(details === 'false' && { details }),
  }).toString();
  const path = `drivers/${encodeURIComponent(driver)}/current-ride`;
  const question = `${path}?${approach ? `approach=${approach}&` : ''}${way}`;
  const load = (signal: AbortSignal) => ask(question, { signal });
  const asked = useRequest(load, [question, again], keep ? EVERY_MS : null);
  return (
    <>
      <Choices parameters={{ ...parameters, driver }} change={change} />
      <div class="row">
        <button class="main" onClick={() => setAgain(again + 1)}>
          {t.again}
        </button>
        <button aria-pressed={keep} onClick={() => setKeep(!keep)}>
          {t.keep}
        </button>
      </div>
      <Ready of={asked} failed={t.failed} loading={t.asking}>
        {(value) => (
          <div class="columns">
            <Answered asked={value} />
            <Work asked={value} keeps={keep} />
          </div>
        )}
      </Ready>
      <PastAnswers newest={asked.value} />
      <Compare path={`${path}/comparison?${way}`} />
      {!props.embedded && <Shadowing />}
    </>
  );
}

function Answered({ asked: { status, body, tookMs } }: { readonly asked: Asked }) {
  const t = say();
  if (status >= 400) return <Failure problem={problemOf(status, body)} what={t.failed} />;
  const answer = answerIn(body);
  return answer ? <AnswerCard answer={answer} tookMs={tookMs} /> : <Alert>{t.odd}</Alert>;
}

/** What the request made services do. While answers keep coming, the trace is that of the answer shown when it began. */
function Work({ asked, keeps }: { readonly asked: Asked; readonly keeps: boolean }) {
  const t = say();
  const c = sayCall();
  const [followed, setFollowed] = useState(asked.traceId);
  const trace = useTrace(followed || null);
  const isWhole = trace !== undefined;
  useEffect(() => {
    if (!keeps || isWhole) setFollowed(asked.traceId);
  }, [asked.traceId, keeps, isWhole]);
  if (!trace) return <Card title={t.calls}>{trace === undefined ? t.waitingForTrace : t.noTrace}</Card>;
  const calls = callsOf(trace);
  const rows = calls.map(({ doing, service, name, atMs, tookMs, error }, place) => ({
    key: String(place),
    cells: [
      ...[duration(atMs), c[doing]],
      <>
        <span class="dim">{service}</span> {name} <span class="differs">{error}</span>
      </>,
      tookMs !== null && duration(tookMs),
    ],
  }));
  return (
    <Card title={t.calls}>
      <p>
        {t.callsLead(calls.length)} <a href={addressOf('one-request', { trace: followed })}>{t.toTrace}</a>
      </p>
      <Table {...{ label: t.calls, rows, heads: [c.at, c.kind, c.what, c.took] }} />
    </Card>
  );
}
