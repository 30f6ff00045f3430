import type { Fault, FaultOrder, ProcessAction, System, SystemProcess } from '@ride-hailing/contracts';
import { useEffect, useRef, useState } from 'preact/hooks';
import { processesOf } from '../../faults/processes';
import { say as sayFault, titleOf } from '../../faults/texts';
import { Select } from '../../look/card';
import { bytes, count } from '../../look/figures';
import { Outcome } from '../../server/answers';
import { rates, system } from '../../server/live';
import { control } from '../../server/requests';
import { useOrder } from '../../server/use-order';
import { EFFECT_NAMES, say } from '../texts';
import type { Chosen } from './system-picture';

const SECONDS = [5, 10, 30, 60].map((value) => [String(value), `${value} s`] as const);
const ACTIONS = ['start', 'stop', 'restart'] as const;
/** What can be done to a server of Postgres in a cluster. */
const PAIR_ACTIONS = { primary: 'alone', standby: 'promote' } as const;
const LATENCY_MS = 300;
const ACT_WITHIN_MS = 120_000;

const asTitle = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

/** `postgres-standby (standby): ready` */
const asOption = ({ name, role, state }: SystemProcess) =>
  `${name}${role ? ` (${role})` : ''}: ${sayFault().state(state)}`;

interface Props {
  readonly chosen: Chosen;
  readonly onClose: () => void;
}

/** What can be done to a part or a connection, with how long it lasts. */
export function FaultPanel({ chosen, onClose }: Props) {
  const t = say();
  const heading = useRef<HTMLHeadingElement>(null);
  const [seconds, setSeconds] = useState('10');
  const [wanted, setWanted] = useState('');
  const [outcome, give] = useOrder();
  useEffect(() => heading.current?.focus(), []);

  const title = typeof chosen === 'string' ? t.part(chosen) : `${t.part(chosen.from)} → ${t.part(chosen.to)}`;
  const order = (body: FaultOrder) =>
    give(async () => {
      const forSeconds = Number(seconds);
      const fault = await control<Fault>('POST', 'faults', { body: { ...body, forSeconds } });
      return t.ordered(titleOf(fault), forSeconds);
    });
  const act = (name: string, action: ProcessAction) =>
    give(async () => {
      await control<System>('POST', `processes/${name}/${action}`, { withinMs: ACT_WITHIN_MS });
      return t.acted(t[action], name);
    });

  const processes = typeof chosen === 'string' ? processesOf(chosen, system.value) : [];
  const process = processes.find(({ name }) => name === wanted) ?? processes[0];
  const runs = process !== undefined && process.pid !== null;
  const hasFaults =
    typeof chosen === 'string'
      ? process !== undefined
      : system.value?.links.some(({ from, to }) => from === chosen.from && to === chosen.to);
  const choice = (name: string, says: string, body: FaultOrder, disabled = false) => (
    <p key={name}>
      <button disabled={disabled} onClick={() => order(body)}>
        {name}
      </button>{' '}
      {says}
    </p>
  );
  return (
    <section
      class="card panel"
      aria-labelledby="fault-panel"
      onKeyDown={(event) => event.key === 'Escape' && onClose()}
    >
      <div class="row spread">
        <h2 id="fault-panel" ref={heading} tabIndex={-1}>
          {t.faultsOf(title)}
        </h2>
        <button onClick={onClose}>{t.close}</button>
      </div>
      {processes.length > 1 && (
        <Select
          label={t.whichProcess}
          value={process?.name ?? ''}
          options={processes.map((one) => [one.name, asOption(one)])}
          choose={setWanted}
        />
      )}
      {typeof chosen === 'string' && <Figures part={process?.name ?? chosen} />}
      {!hasFaults && <p>{t.noFaults}</p>}
      {hasFaults && <Select label={t.lasts} value={seconds} options={SECONDS} choose={setSeconds} />}
      {hasFaults &&
        typeof chosen !== 'string' &&
        EFFECT_NAMES.map((effect) =>
          choice(asTitle(sayFault().effect(effect)), t.effectSays(effect), {
            ...{ kind: 'link', ...chosen, effect, latencyMs: LATENCY_MS },
          }),
        )}
      {process && (
        <>
          {choice(t.freeze, t.freezeSays, { kind: 'frozen', process: process.name }, !runs)}
          {choice(t.kill, t.killSays, { kind: 'killed', process: process.name }, !runs)}
          <p class="row">
            {ACTIONS.map((action) => (
              <button
                key={action}
                disabled={runs === (action === 'start')}
                onClick={() => act(process.name, action)}
              >
                {t[action]}
              </button>
            ))}
            {process.role && (
              <button onClick={() => act(process.name, PAIR_ACTIONS[process.role ?? 'primary'])}>
                {t[PAIR_ACTIONS[process.role]]}
              </button>
            )}
          </p>
          {process.role && <p>{t[`${PAIR_ACTIONS[process.role]}Says`]}</p>}
        </>
      )}
      <Outcome of={outcome} />
    </section>
  );
}

function Figures({ part }: { readonly part: string }) {
  const t = say();
  const figures = rates.value?.services[part];
  const process = system.value?.processes.find(({ name }) => name === part);
  const cpu = figures?.cpu ?? null;
  const said = [
    process && sayFault().state(process.state),
    process?.pid && `pid ${process.pid}`,
    figures && `${t.cpu} ${count(cpu === null ? null : Math.round(100 * cpu), '%')}`,
    figures && `${t.memory} ${bytes(figures.memoryBytes)}`,
  ];
  return <p class="dim">{said.filter(Boolean).join(', ')}</p>;
}
