import { useState } from 'preact/hooks';
import type { Change, ChangeOrder } from '../../src/page-api';
import { useParameters } from '../navigation/use-parameters';
import type { ViewProps } from '../navigation/view-props';
import { Failure } from '../server/failure';
import type { Problem } from '../server/problem';
import { problemIn, request } from '../server/requests';
import { useRequest } from '../server/use-request';
import { addressOf } from '../navigation/route';
import { ChangeButtons } from './change-buttons';
import './one-change.css';
import { say } from './texts';
import { TracksPicture } from './tracks-picture';
import { TracksTable } from './tracks-table';

const EVERY_MS = 300;

export default function OneChangeView(props: ViewProps) {
  const t = say();
  const [parameters, show] = useParameters('one-change', props);
  const [problem, setProblem] = useState<Problem>();
  const [busy, setBusy] = useState(false);
  const change = useChange(parameters.change);
  const order = async (rideId: string | undefined, before: () => Promise<unknown>) => {
    setBusy(true);
    setProblem(undefined);
    try {
      await before();
      const body: ChangeOrder = rideId ? { rideId } : {};
      const { id } = await request<Change>('POST', 'changes', { body });
      show({ change: id, ride: undefined });
    } catch (error) {
      setProblem(problemIn(error));
    }
    setBusy(false);
  };
  return (
    <section class="view one-change">
      {!props.embedded && (
        <p class="lead">
          {t.lead} {t.try}
        </p>
      )}
      <ChangeButtons
        ride={rideOf(change.value) ?? parameters.ride}
        isLast={isLast(change.value)}
        busy={busy}
        order={order}
      />
      {busy && (
        <p class="dim" role="status">
          {t.asking}
        </p>
      )}
      {problem && <Failure problem={problem} what={t.failed} />}
      {change.problem && (
        <Failure problem={change.problem} what={change.problem.status === 404 ? t.lost : t.failed} />
      )}
      {change.value && <Watched change={change.value} />}
      {!parameters.change && !busy && <p class="card dim">{t.none}</p>}
    </section>
  );
}

/** Follows a change until it is done. */
function useChange(id: string | undefined) {
  const [done, setDone] = useState<string>();
  const load = async (signal: AbortSignal) => {
    const change = await request<Change>('GET', `changes/${encodeURIComponent(id ?? '')}`, { signal });
    if (change.done) setDone(id);
    return change;
  };
  return useRequest(id ? load : null, [id], done === id ? null : EVERY_MS);
}

const rideOf = (change: Change | undefined) => change?.rideId;

const isLast = (change: Change | undefined) =>
  ['COMPLETED', 'CANCELLED'].includes(change?.to?.status ?? change?.from.status ?? '');

function Watched({ change }: { readonly change: Change }) {
  const t = say();
  const { rideId, driverId, from, to, tracks, done, problem, traceId } = change;
  const isEverywhere = tracks.every(({ delayMs, reason }) => delayMs !== null || reason !== null);
  return (
    <article class="card">
      <div class="row spread">
        <h2>
          {from.status} v{from.version} → {to ? `${to.status} v${to.version}` : '…'}
        </h2>
        <span role="status">{done ? (isEverywhere ? t.done : t.over) : t.watching}</span>
      </div>
      <p>
        {t.ride} <code>{rideId}</code>
        {driverId && (
          <>
            , {t.driver} <a href={addressOf('one-answer', { driver: driverId })}>{driverId}</a>
          </>
        )}
        {traceId && (
          <>
            , <a href={addressOf('one-request', { trace: traceId })}>{t.trace}</a>
          </>
        )}
      </p>
      {problem && (
        <p class="notice bad" role="alert">
          <strong>{t.failed}</strong> {problem}
        </p>
      )}
      <TracksPicture change={change} />
      <TracksTable change={change} />
    </article>
  );
}
