import type { Fault, FaultOrder, Simulation } from '@ride-hailing/contracts';
import { titleOf } from '../faults/texts';
import { Card, NumberInput } from '../look/card';
import { Outcome } from '../server/answers';
import { isReadOnly, system } from '../server/live';
import { control } from '../server/requests';
import { useOrder } from '../server/use-order';
import { say } from './texts';

const DISTURB_SECONDS = 30;
const SHARES = ['duplicates', 'outOfOrder', 'invalid'] as const;

/** The rates of the simulator, and faults of the driver updates that it sends. */
export function Load() {
  const t = say();
  const simulation = system.value?.simulation;
  const [outcome, order] = useOrder();
  if (isReadOnly.value) return null;
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const given = new FormData(event.currentTarget as HTMLFormElement);
    order(async () => {
      const of = (name: keyof Simulation) => Number(given.get(name));
      const body = { drivers: of('drivers'), ridesPerSecond: of('ridesPerSecond') };
      await control<Simulation>('PATCH', 'simulation', { body });
      return t.done(t.apply);
    });
  };
  const disturb = (share: (typeof SHARES)[number]) =>
    order(async () => {
      const body: FaultOrder = { kind: 'updates', [share]: 0.2, forSeconds: DISTURB_SECONDS };
      return t.ordered(titleOf(await control<Fault>('POST', 'faults', { body })), DISTURB_SECONDS);
    });
  if (!simulation) return <Card title={t.load}>{t.noSimulation}</Card>;
  const { drivers, ridesPerSecond } = simulation;
  return (
    <Card title={t.load}>
      <div class="row">
        <form class="row" key={`${drivers} ${ridesPerSecond}`} onSubmit={submit}>
          <NumberInput
            {...{ label: t.drivers, name: 'drivers', min: 1, max: 100_000, step: 1 }}
            defaultValue={String(drivers)}
          />
          <NumberInput
            {...{ label: t.ridesPerSecond, name: 'ridesPerSecond', min: 0, max: 1_000 }}
            defaultValue={String(ridesPerSecond)}
          />
          <button>{t.apply}</button>
        </form>
        <span>
          {t.disturb} (20 %, {DISTURB_SECONDS} s):
        </span>
        {SHARES.map((share) => (
          <button key={share} onClick={() => disturb(share)}>
            {t[share]}
          </button>
        ))}
      </div>
      <Outcome of={outcome} />
    </Card>
  );
}
