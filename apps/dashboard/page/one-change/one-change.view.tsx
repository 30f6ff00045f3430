import type { Fault, FaultOrder } from '@ride-hailing/contracts';
import { useId, useState } from 'preact/hooks';
import type { Change, ChangeOrder } from '../../src/page-api';
import { processesOf } from '../faults/processes';
import { Alert, Card } from '../look/card';
import { addressOf } from '../navigation/route';
import { useParameters, type ViewProps } from '../navigation/view';
import { Outcome, Ready } from '../server/answers';
import { isReadOnly, system } from '../server/live';
import { control, request } from '../server/requests';
import { useOrder } from '../server/use-order';
import { useRequest } from '../server/use-request';
import { say } from './texts';
import { TracksPicture, TracksTable } from './tracks-picture';

const EVERY_MS = 300;
const LAST: readonly string[] = ['COMPLETED', 'CANCELLED'];

export default function OneChangeView(props: ViewProps) {
  const t = say();
  const [parameters, show] = useParameters(props);
  const [ordered, give] = useOrder();
  const change = useChange(parameters.change);
  const { rideId = parameters.ride, from, to } = change.value ?? {};
  const order = (ride: string | undefined, before: () => Promise<unknown>) =>
    give(async () => {
      await before();
      const body: ChangeOrder = ride ? { rideId: ride } : {};
      const { id } = await request<Change>('POST', 'changes', { body });
      show({ change: id, ride: undefined });
    });
  return (
    <>
      <ChangeButtons
        ride={LAST.includes((to ?? from)?.status ?? '') ? undefined : rideId}
        busy={ordered.busy}
        order={order}
      />
      {ordered.busy ? <p role="status">{t.asking}</p> : <Outcome of={ordered} failed={t.failed} />}
      {parameters.change ? (
        <Ready of={change} failed={change.problem?.status === 404 ? t.lost : t.failed} loading={t.asking}>
          {(value) => <Watched change={value} />}
        </Ready>
      ) : (
        <p class="card dim">{t.none}</p>
      )}
    </>
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

function Watched({ change }: { readonly change: Change }) {
  const t = say();
  const { rideId, driverId, from, to, tracks, done, problem, traceId } = change;
  const isEverywhere = tracks.every(({ delayMs, reason }) => delayMs !== null || reason !== null);
  return (
    <Card
      title={`${from.status} v${from.version} → ${to ? `${to.status} v${to.version}` : '…'}`}
      aside={<span role="status">{done ? (isEverywhere ? t.done : t.over) : t.watching}</span>}
    >
      <p class="row">
        <span>
          {t.ride} <code>{rideId}</code>
        </span>
        {driverId && (
          <span>
            {t.driver} <a href={addressOf('one-answer', { driver: driverId })}>{driverId}</a>
          </span>
        )}
        {traceId && <a href={addressOf('one-request', { trace: traceId })}>{t.trace}</a>}
      </p>
      {problem && <Alert>{`${t.failed} ${problem}`}</Alert>}
      <TracksPicture change={change} />
      <TracksTable change={change} />
    </Card>
  );
}

interface ButtonsProps {
  /** The ride whose next change can be ordered. */
  readonly ride: string | undefined;
  readonly busy: boolean;
  readonly order: (rideId: string | undefined, before: () => Promise<unknown>) => void;
}

const FAULT_SECONDS = 5;
const LATENCY_MS = 300;

const frozenBroker = (): readonly FaultOrder[] =>
  processesOf('nats', system.value).map(({ name }) => ({
    ...{ kind: 'frozen', process: name, forSeconds: FAULT_SECONDS },
  }));

const slowOwner = (): readonly FaultOrder[] =>
  (system.value?.links ?? [])
    .filter(({ to }) => to === 'ride-service')
    .map(({ from, to }) => ({
      ...{ kind: 'link', from, to, effect: 'slow', latencyMs: LATENCY_MS, forSeconds: FAULT_SECONDS },
    }));

function ChangeButtons({ ride, busy, order }: ButtonsProps) {
  const t = say();
  const id = useId();
  const [again, setAgain] = useState(ride !== undefined);
  const rideId = again ? ride : undefined;
  const which = (isAgain: boolean, label: string) => (
    <label>
      <input
        {...{ type: 'radio', name: id, checked: Boolean(rideId) === isAgain }}
        onChange={() => setAgain(isAgain)}
      />{' '}
      {label}
    </label>
  );
  const now = (label: string, faults: readonly FaultOrder[] | null) => (
    <button
      class={faults ? '' : 'main'}
      disabled={busy || (faults !== null && isReadOnly.value)}
      onClick={() =>
        order(rideId, () =>
          Promise.all((faults ?? []).map((body) => control<Fault>('POST', 'faults', { body }))),
        )
      }
    >
      {label}
    </button>
  );
  return (
    <div class="card">
      <fieldset class="row">
        <legend class="visually-hidden">{t.which}</legend>
        {which(false, t.newRide)}
        {ride && which(true, t.thisRide(`${ride.slice(0, 8)}…`))}
      </fieldset>
      <div class="row">
        {now(t.now, null)}
        {now(t.withBroker, frozenBroker())}
        {now(t.withOwner, slowOwner())}
      </div>
    </div>
  );
}
