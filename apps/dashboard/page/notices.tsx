import { titleOf } from './faults/texts';
import { language } from './language/language';
import { Alert } from './look/card';
import { now } from './look/clock';
import { Outcome } from './server/answers';
import { connection, controlAway, facts, rates, system } from './server/live';
import { control } from './server/requests';
import { useOrder } from './server/use-order';
import { say } from './texts';

/** Ends all faults. Absent where none can be ordered. */
export function HealButton() {
  const [healed, order] = useOrder();
  if (!system.value) return null;
  const hasNone = system.value.faults.length === 0 || connection.value.state === 'away';
  return (
    <>
      {healed.problem && <Outcome of={healed} />}
      <button onClick={() => order(() => control('DELETE', 'faults'))} disabled={hasNone}>
        {say().heal}
      </button>
    </>
  );
}

/** Faults at work with the seconds left. */
export function FaultBar() {
  const t = say();
  return (
    <ul class="row" aria-label={t.faults} aria-live="polite">
      {system.value?.faults.map((fault) => (
        <li key={fault.id} class="notice bad">
          {titleOf(fault)}{' '}
          <span aria-live="off">
            {t.seconds(Math.max(0, Math.ceil((Date.parse(fault.endsAt) - now.value) / 1_000)))}
          </span>
        </li>
      ))}
    </ul>
  );
}

/** Says what is wrong with the page's own connections. */
export function Notices() {
  const t = say();
  const current = connection.value;
  if (current.state === 'connecting') return <p class="notice">{t.connecting}</p>;
  if (current.state === 'no-key') return <Alert>{t.noKey}</Alert>;
  if (current.state === 'away')
    return <Alert>{t.away(new Date(current.since).toLocaleTimeString(language.value))}</Alert>;
  return (
    <>
      {facts.value?.readOnly && <p class="notice">{t.readOnly}</p>}
      {controlAway.value && <Alert>{t.controlAway}</Alert>}
      {rates.value?.services.gateway?.reachable === false && <Alert>{t.gatewayAway}</Alert>}
    </>
  );
}
