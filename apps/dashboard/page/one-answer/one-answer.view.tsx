import { useEffect, useMemo, useState } from 'preact/hooks';
import { addressOf } from '../navigation/route';
import { type Parameters, useParameters } from '../navigation/use-parameters';
import type { ViewProps } from '../navigation/view-props';
import { Failure } from '../server/failure';
import type { Asked } from '../../src/page-api';
import { problemOf } from '../server/problem';
import { ask } from '../server/requests';
import { useRequest } from '../server/use-request';
import { callsOf } from '../traces/calls';
import { CallsTable } from '../traces/calls-table';
import { useTrace } from '../traces/use-trace';
import { answerIn } from './answer';
import { AnswerCard } from './answer-card';
import { Choices } from './choices';
import { Compare } from './compare';
import './one-answer.css';
import { PastAnswers, withOneMore } from './past-answers';
import { Shadowing } from './shadowing';
import { say } from './texts';

/** The simulator keeps it on a ride all the time. */
const USUAL_DRIVER = 'd-1';
const EVERY_MS = 1_000;

/** The question of these parameters, as a path of the gateway. */
function pathOf({ driver = USUAL_DRIVER, approach, cache, details }: Parameters): string {
  const query = new URLSearchParams();
  if (approach) query.set('approach', approach);
  if (cache && (!approach || approach === 'hybrid')) query.set('cache', cache);
  if (details === 'false') query.set('details', 'false');
  const asked = query.toString();
  return `drivers/${encodeURIComponent(driver)}/current-ride${asked && `?${asked}`}`;
}

export default function OneAnswerView(props: ViewProps) {
  const t = say();
  const [parameters, change] = useParameters('one-answer', props);
  const [keep, setKeep] = useState(false);
  const [again, setAgain] = useState(0);
  const driver = parameters.driver ?? USUAL_DRIVER;
  const path = pathOf(parameters);
  const { value, problem, busy } = useRequest(
    (signal) => ask(path, { signal }),
    [path, again],
    keep ? EVERY_MS : null,
  );
  const past = usePast(value);
  return (
    <section class="view one-answer">
      {!props.embedded && (
        <p class="lead">
          {t.lead} {t.try}
        </p>
      )}
      <Choices parameters={{ ...parameters, driver }} change={change} />
      <div class="row">
        <button class="main" onClick={() => setAgain(again + 1)}>
          {t.again}
        </button>
        <button aria-pressed={keep} onClick={() => setKeep(!keep)}>
          {t.keep}
        </button>
        {busy && !value && <span class="dim">{t.asking}</span>}
      </div>
      {problem && <Failure problem={problem} what={t.failed} />}
      {value && (
        <div class="beside">
          <Answered asked={value} />
          <Work asked={value} keeps={keep} />
        </div>
      )}
      <PastAnswers past={past} />
      <Compare driver={driver} parameters={parameters} />
      {!props.embedded && <Shadowing />}
    </section>
  );
}

function Answered({ asked }: { readonly asked: Asked }) {
  const t = say();
  if (asked.status >= 400) return <Failure problem={problemOf(asked.status, asked.body)} what={t.failed} />;
  const answer = answerIn(asked.body);
  return answer ? <AnswerCard answer={answer} tookMs={asked.tookMs} /> : <p class="notice bad">{t.odd}</p>;
}

/** What the request made services do. While answers keep coming, the trace is that of the answer shown when it began. */
function Work({ asked, keeps }: { readonly asked: Asked; readonly keeps: boolean }) {
  const t = say();
  const [followed, setFollowed] = useState(asked.traceId);
  const trace = useTrace(followed || null);
  const isWhole = trace !== undefined;
  useEffect(() => {
    if (!keeps || isWhole) setFollowed(asked.traceId);
  }, [asked.traceId, keeps, isWhole]);
  const calls = useMemo(() => (trace ? callsOf(trace) : []), [trace]);
  return (
    <div class="card">
      <h2 id="calls">{t.calls}</h2>
      {trace === undefined && <p class="dim">{t.waitingForTrace}</p>}
      {trace === null && <p class="dim">{t.noTrace}</p>}
      {trace && (
        <>
          <p>
            {t.callsLead(calls.length)}{' '}
            <a href={addressOf('one-request', { trace: followed })}>{t.toTrace}</a>
          </p>
          <CallsTable calls={calls} labelledBy="calls" />
        </>
      )}
    </div>
  );
}

/** The answers since the view was opened, the newest first. */
function usePast(asked: Asked | undefined): readonly Asked[] {
  const [past, setPast] = useState<readonly Asked[]>([]);
  useEffect(() => {
    if (asked) setPast((before) => withOneMore(before, asked));
  }, [asked]);
  return past;
}
