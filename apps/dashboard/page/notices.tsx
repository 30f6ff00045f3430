import { useState } from 'preact/hooks';
import { titleOf } from './faults/texts';
import { language } from './language/language';
import { now } from './look/clock';
import { connection, controlAway, facts, rates, system } from './server/live';
import { asLine } from './server/problem';
import { control, problemIn } from './server/requests';
import { say } from './texts';

/** Ends all faults. Absent where none can be ordered. */
export function HealButton() {
  const t = say();
  const [problem, setProblem] = useState<string>();
  if (!system.value) return null;
  const heal = () =>
    control('DELETE', 'faults').then(
      () => setProblem(undefined),
      (error: unknown) => setProblem(asLine(problemIn(error))),
    );
  return (
    <>
      {problem && <span role="alert">{problem}</span>}
      <button
        onClick={() => void heal()}
        disabled={system.value.faults.length === 0 || connection.value.state === 'away'}
      >
        {t.heal}
      </button>
    </>
  );
}

/** Faults at work with the seconds left. */
export function FaultBar() {
  const t = say();
  const faults = system.value?.faults ?? [];
  return (
    <ul class={`faults row ${faults.length > 0 ? 'at-work' : ''}`} aria-label={t.faults} aria-live="polite">
      {faults.map((fault) => (
        <li key={fault.id}>
          {titleOf(fault)}{' '}
          <span class="figure" aria-live="off">
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
  if (current.state === 'no-key')
    return (
      <div class="notice bad" role="alert">
        <strong>{t.noKey}</strong> {t.noKeyTry}
      </div>
    );
  if (current.state === 'away')
    return (
      <p class="notice bad" role="alert">
        {t.away(new Date(current.since).toLocaleTimeString(language.value))}
      </p>
    );
  return (
    <>
      {facts.value?.readOnly && <p class="notice">{t.readOnly}</p>}
      {controlAway.value && (
        <p class="notice bad" role="alert">
          {t.controlAway}
        </p>
      )}
      {rates.value?.services.gateway?.reachable === false && (
        <p class="notice bad" role="alert">
          {t.gatewayAway}
        </p>
      )}
    </>
  );
}
