import { useEffect, useRef, useState } from 'preact/hooks';
import { count } from '../look/figures';
import { addressOf } from '../navigation/route';
import { drivers, isReadOnly, rides } from '../server/live';
import { LiveCharts } from './live-charts';
import { Load } from './load';
import { LiveMap } from './map/live-map';
import { FaultPanel } from './picture/fault-panel';
import { type Chosen, SystemPicture } from './picture/system-picture';
import { say } from './texts';

export default function LiveView() {
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
    <>
      <section class="card" aria-label={t.seoul}>
        <LiveMap />
        <Legend />
      </section>
      <section class="card system" aria-label={t.system}>
        <SystemPicture chosen={chosen} onChoose={choose} />
        {!isReadOnly.value && <p class="dim">{t.choose}</p>}
      </section>
      {chosen && (
        <FaultPanel key={JSON.stringify(chosen)} chosen={chosen} onClose={() => setChosen(undefined)} />
      )}
      <LiveCharts />
      <Load />
    </>
  );
}

/** As they are drawn on the map. */
const STATES = [
  ['free', '○', 'var(--copy)'],
  ['busy', '●', 'var(--copy)'],
  ['silent', '×', 'var(--unavailable)'],
] as const;

function Legend() {
  const t = say();
  const states = drivers.value?.state ?? [];
  const some = rides.value.find(({ driverId }) => driverId)?.driverId;
  return (
    <p class="row">
      {STATES.map(([state, mark, color], wanted) => (
        <span key={state}>
          <strong style={{ color }}>{mark}</strong> {count(states.filter((one) => one === wanted).length)}{' '}
          {t[state]}
        </span>
      ))}
      <span>
        <strong style={{ color: 'var(--owner)' }}>□</strong> {t.pickup}
      </span>
      {some && (
        <span>
          {t.pick} <a href={addressOf('one-answer', { driver: some })}>{some}</a>
        </span>
      )}
    </p>
  );
}
