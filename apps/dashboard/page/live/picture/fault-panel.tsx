import type { Fault, FaultOrder, ProcessAction, System } from '@ride-hailing/contracts';
import { useEffect, useRef, useState } from 'preact/hooks';
import { say as sayFault, titleOf } from '../../faults/texts';
import { bytes, count } from '../../look/figures';
import { Digits } from '../../look/figure';
import { isReadOnly, rates, system } from '../../server/live';
import { asLine } from '../../server/problem';
import { control, problemIn } from '../../server/requests';
import { say } from '../texts';
import type { Chosen } from './system-picture';

const SECONDS = [5, 10, 30, 60] as const;
const EFFECTS = ['slow', 'lost', 'reset', 'half-open', 'narrow'] as const;
const LATENCY_MS = 300;

interface Props {
  readonly chosen: Chosen;
  readonly onClose: () => void;
}

/** What can be done to a part or a connection, with how long it lasts. */
export function FaultPanel({ chosen, onClose }: Props) {
  const t = say();
  const heading = useRef<HTMLHeadingElement>(null);
  const [seconds, setSeconds] = useState<number>(10);
  const [said, setSaid] = useState<{ readonly text: string; readonly isBad: boolean }>();
  const key = JSON.stringify(chosen);
  useEffect(() => {
    heading.current?.focus();
    setSaid(undefined);
  }, [key]);

  const tell = (request: Promise<string>) =>
    void request.then(
      (text) => setSaid({ text, isBad: false }),
      (error: unknown) => setSaid({ text: asLine(problemIn(error)), isBad: true }),
    );
  const order = (body: FaultOrder) =>
    tell(
      control<Fault>('POST', 'faults', { body: { ...body, forSeconds: seconds } }).then((fault) =>
        t.ordered(titleOf(fault), seconds),
      ),
    );
  const act = (process: string, action: ProcessAction) =>
    tell(
      control<System>('POST', `processes/${process}/${action}`, { withinMs: 60_000 }).then(() =>
        t.acted(t[action], process),
      ),
    );

  const title =
    chosen.kind === 'part' ? t.part(chosen.part) : `${t.part(chosen.from)} → ${t.part(chosen.to)}`;
  return (
    <section
      class="fault-panel card"
      aria-labelledby="fault-panel"
      onKeyDown={(event) => event.key === 'Escape' && onClose()}
    >
      <div class="row between">
        <h2 id="fault-panel" ref={heading} tabIndex={-1}>
          {isReadOnly.value ? t.figuresOf(title) : t.faultsOf(title)}
        </h2>
        <button onClick={onClose}>{t.close}</button>
      </div>
      {chosen.kind === 'part' && <Figures part={chosen.part} />}
      {isReadOnly.value ? (
        <p>{t.readOnly}</p>
      ) : (
        <Orders chosen={chosen} order={order} act={act}>
          <label class="row">
            {t.lasts}
            <select value={seconds} onChange={(event) => setSeconds(Number(event.currentTarget.value))}>
              {SECONDS.map((value) => (
                <option key={value} value={value}>
                  {value} s
                </option>
              ))}
            </select>
          </label>
        </Orders>
      )}
      <p role="status" class={said?.isBad ? 'bad' : ''}>
        {said?.text}
      </p>
    </section>
  );
}

function Figures({ part }: { readonly part: string }) {
  const t = say();
  const figures = rates.value?.services[part];
  const process = system.value?.processes.find(({ name }) => name === part);
  if (!figures && !process) return null;
  return (
    <p class="row dim">
      {process && (
        <span>
          {sayFault().state(process.state)}
          {process.pid !== null && `, pid ${process.pid}`}
        </span>
      )}
      {figures && (
        <>
          <span>
            {t.cpu}{' '}
            <Digits figure={count(figures.cpu === null ? null : Math.round(100 * figures.cpu), '%')} />
          </span>
          <span>
            {t.memory} <Digits figure={bytes(figures.memoryBytes)} />
          </span>
        </>
      )}
    </p>
  );
}

interface OrdersProps {
  readonly chosen: Chosen;
  readonly order: (order: FaultOrder) => void;
  readonly act: (process: string, action: ProcessAction) => void;
  readonly children: preact.ComponentChild;
}

function Orders({ chosen, order, act, children }: OrdersProps) {
  const t = say();
  const known = system.value;
  if (chosen.kind === 'edge') {
    const { from, to } = chosen;
    if (!known?.links.some((link) => link.from === from && link.to === to)) return <p>{t.noFaults}</p>;
    return (
      <>
        {children}
        <ul class="orders">
          {EFFECTS.map((effect) => (
            <li key={effect}>
              <button onClick={() => order({ kind: 'link', from, to, effect, latencyMs: LATENCY_MS })}>
                {t.effect(effect)}
              </button>{' '}
              {t.effectSays(effect)}
            </li>
          ))}
        </ul>
      </>
    );
  }
  const process = known?.processes.find(({ name }) => name === chosen.part);
  if (!process) return <p>{t.noFaults}</p>;
  const runs = process.pid !== null;
  return (
    <>
      {children}
      <ul class="orders">
        <li>
          <button disabled={!runs} onClick={() => order({ kind: 'frozen', process: process.name })}>
            {t.freeze}
          </button>{' '}
          {t.freezeSays}
        </li>
        <li>
          <button disabled={!runs} onClick={() => order({ kind: 'killed', process: process.name })}>
            {t.kill}
          </button>{' '}
          {t.killSays}
        </li>
        <li class="row">
          {(['start', 'stop', 'restart'] as const).map((action) => (
            <button
              key={action}
              disabled={action === 'start' ? runs : !runs}
              onClick={() => act(process.name, action)}
            >
              {t[action]}
            </button>
          ))}
        </li>
      </ul>
    </>
  );
}
