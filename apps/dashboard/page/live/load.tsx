import type { Fault, FaultOrder, Simulation } from '@ride-hailing/contracts';
import { useState } from 'preact/hooks';
import { titleOf } from '../faults/texts';
import { isReadOnly, system } from '../server/live';
import { asLine } from '../server/problem';
import { control, problemIn } from '../server/requests';
import { say } from './texts';

const DISTURB_SECONDS = 30;
const SHARES = ['duplicates', 'outOfOrder', 'invalid'] as const;

/** The rates of the simulator, and faults of the driver updates that it sends. */
export function Load() {
  const t = say();
  const simulation = system.value?.simulation;
  const [said, setSaid] = useState('');
  if (isReadOnly.value) return null;
  const tell = (request: Promise<string>) =>
    void request.then(setSaid, (error: unknown) => setSaid(asLine(problemIn(error))));
  const change = (body: Partial<Simulation>) =>
    tell(control<Simulation>('PATCH', 'simulation', { body }).then(() => t.done(t.apply)));
  const disturb = (share: (typeof SHARES)[number]) => {
    const body: FaultOrder = { kind: 'updates', [share]: 0.2, forSeconds: DISTURB_SECONDS };
    tell(
      control<Fault>('POST', 'faults', { body }).then((fault) => t.ordered(titleOf(fault), DISTURB_SECONDS)),
    );
  };
  return (
    <section class="card load" aria-labelledby="load">
      <h2 id="load">{t.load}</h2>
      {simulation ? (
        <>
          <p class="dim">{t.loadSays}</p>
          <div class="row">
            <Setting
              {...{ label: t.drivers, now: simulation.drivers, most: 100_000, step: 1 }}
              apply={(drivers) => change({ drivers })}
            />
            <Setting
              {...{ label: t.ridesPerSecond, now: simulation.ridesPerSecond, most: 1_000, step: 'any' }}
              apply={(ridesPerSecond) => change({ ridesPerSecond })}
            />
            <span>
              {t.disturb} (20 %, {DISTURB_SECONDS} s):
            </span>
            {SHARES.map((share) => (
              <button key={share} onClick={() => disturb(share)}>
                {t[share]}
              </button>
            ))}
          </div>
        </>
      ) : (
        <p>{t.noSimulation}</p>
      )}
      <p role="status">{said}</p>
    </section>
  );
}

interface SettingProps {
  readonly label: string;
  readonly now: number;
  readonly most: number;
  readonly step: number | 'any';
  readonly apply: (value: number) => void;
}

function Setting({ label, now, most, step, apply }: SettingProps) {
  const [typed, setTyped] = useState<string>();
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    apply(Number(typed ?? now));
    setTyped(undefined);
  };
  return (
    <form class="row" onSubmit={submit}>
      <label class="row">
        {label}
        <input
          type="number"
          {...{ min: step === 1 ? 1 : 0, max: most, step, required: true }}
          value={typed ?? now}
          onInput={(event) => setTyped(event.currentTarget.value)}
        />
      </label>
      <button disabled={typed === undefined}>{say().apply}</button>
    </form>
  );
}
