import { useEffect, useRef, useState } from 'preact/hooks';
import { Digits } from '../look/figure';
import { count } from '../look/figures';
import { addressOf } from '../navigation/route';
import type { ViewProps } from '../navigation/view-props';
import { drivers, isReadOnly, rides } from '../server/live';
import { LiveCharts } from './live-charts';
import './live.css';
import { Load } from './load';
import { LiveMap } from './map/live-map';
import { FaultPanel } from './picture/fault-panel';
import { type Chosen, SystemPicture } from './picture/system-picture';
import { say } from './texts';

export default function LiveView({ embedded }: ViewProps) {
  const t = say();
  const [chosen, setChosen] = useState<Chosen>();
  const opener = useRef<Element | null>(null);
  const choose = (next: Chosen) => {
    opener.current = document.activeElement;
    setChosen(next);
  };
  useEffect(() => {
    if (chosen === undefined && opener.current instanceof SVGElement) opener.current.focus();
  }, [chosen]);
  return (
    <div class="view live">
      {!embedded && <p class="lead">{isReadOnly.value ? t.shownOnly : `${t.shows} ${t.tryThis}`}</p>}
      <div class="side-by-side">
        <section class="card" aria-label={t.seoul}>
          <LiveMap />
          <Legend />
        </section>
        <section class="card" aria-label={t.system}>
          <SystemPicture chosen={chosen} onChoose={choose} />
          {chosen ? (
            <FaultPanel chosen={chosen} onClose={() => setChosen(undefined)} />
          ) : (
            !isReadOnly.value && <p class="dim">{t.choose}</p>
          )}
        </section>
      </div>
      <LiveCharts />
      <Load />
    </div>
  );
}

const STATES = ['free', 'busy', 'silent'] as const;

function Legend() {
  const t = say();
  const states = drivers.value?.state ?? [];
  const some = rides.value.find(({ driverId }) => driverId)?.driverId;
  return (
    <div class="row legend-of-map">
      {STATES.map((state, at) => (
        <span key={state}>
          <span class={`mark ${state}`} aria-hidden="true" /> <Digits figure={count(countOf(states, at))} />{' '}
          {t[state]}
        </span>
      ))}
      <span>
        <span class="mark pickup" aria-hidden="true" /> {t.pickup}
      </span>
      {some && (
        <span>
          {t.pick} <a href={addressOf('one-answer', { driver: some })}>{some}</a>
        </span>
      )}
      <span class="dim">{t.rough}</span>
    </div>
  );
}

function countOf(states: readonly number[], wanted: number): number {
  let found = 0;
  for (const state of states) if (state === wanted) found++;
  return found;
}
