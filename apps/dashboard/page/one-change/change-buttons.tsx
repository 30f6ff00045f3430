import type { Fault, FaultOrder } from '@ride-hailing/contracts';
import { useId, useState } from 'preact/hooks';
import { isReadOnly, system } from '../server/live';
import { control } from '../server/requests';
import { say } from './texts';

interface Props {
  readonly ride: string | undefined;
  /** Whether the ride is over, so that it has no next change. */
  readonly isLast: boolean;
  readonly busy: boolean;
  readonly order: (rideId: string | undefined, before: () => Promise<unknown>) => Promise<void>;
}

const FAULT_SECONDS = 5;
const LATENCY_MS = 300;

const frozenBroker = (): readonly FaultOrder[] => [
  { kind: 'frozen', process: 'nats', forSeconds: FAULT_SECONDS },
];

const slowOwner = (): readonly FaultOrder[] =>
  (system.value?.links ?? [])
    .filter(({ to }) => to === 'ride-service')
    .map(({ from, to }) => ({
      ...{ kind: 'link', from, to, effect: 'slow', latencyMs: LATENCY_MS, forSeconds: FAULT_SECONDS },
    }));

const ordered = (faults: readonly FaultOrder[]) =>
  Promise.all(faults.map((body) => control<Fault>('POST', 'faults', { body })));

export function ChangeButtons({ ride, isLast, busy, order }: Props) {
  const t = say();
  const id = useId();
  const [again, setAgain] = useState(ride !== undefined);
  const rideId = again && ride && !isLast ? ride : undefined;
  const noFaults = isReadOnly.value;
  const fault = (label: string, faults: () => readonly FaultOrder[]) => (
    <button
      disabled={busy || noFaults}
      aria-describedby={noFaults ? `${id}-why` : undefined}
      onClick={() => void order(rideId, () => ordered(faults()))}
    >
      {label}
    </button>
  );
  return (
    <div class="card">
      <fieldset class="row">
        <legend>{t.which}</legend>
        <label>
          <input type="radio" name={id} checked={!rideId} onChange={() => setAgain(false)} /> {t.newRide}
        </label>
        {ride && !isLast && (
          <label>
            <input type="radio" name={id} checked={Boolean(rideId)} onChange={() => setAgain(true)} />{' '}
            {t.thisRide(`${ride.slice(0, 8)}…`)}
          </label>
        )}
      </fieldset>
      <div class="row">
        <button class="main" disabled={busy} onClick={() => void order(rideId, () => Promise.resolve())}>
          {t.now}
        </button>
        {fault(t.withBroker, frozenBroker)}
        {fault(t.withOwner, slowOwner)}
      </div>
      {noFaults && (
        <p id={`${id}-why`} class="dim">
          {t.readOnly}
        </p>
      )}
    </div>
  );
}
