import type { TourTitles } from '@ride-hailing/contracts';
import { useEffect, useState } from 'preact/hooks';
import { language } from '../language/language';
import type { ViewProps } from '../navigation/view-props';
import { controlAway, isReadOnly } from '../server/live';
import { asLine } from '../server/problem';
import { control, problemIn } from '../server/requests';
import { run } from './run';
import { say } from './texts';
import { TourInSteps } from './tour';
import './tours.css';

export default function ToursView({ rest, show }: ViewProps) {
  const t = say();
  const isOff = isReadOnly.value;
  return (
    <div class="view tours">
      <p class="lead">
        {t.shows} {t.tryThis}
      </p>
      {isOff && (
        <p class="notice" role="status">
          {t.off}
        </p>
      )}
      {rest ? <TourInSteps key={rest} name={rest} show={show} isOff={isOff} /> : !isOff && <Titles />}
    </div>
  );
}

function Titles() {
  const t = say();
  const [titles, setTitles] = useState<TourTitles['tours']>();
  const [problem, setProblem] = useState<string>();
  const inLanguage = language.value;
  const isAway = controlAway.value;
  useEffect(() => {
    const left = new AbortController();
    control<TourTitles>('GET', `tours?language=${inLanguage}`, { signal: left.signal }).then(
      ({ tours }) => {
        setTitles(tours);
        setProblem(undefined);
      },
      (error: unknown) => left.signal.aborted || setProblem(asLine(problemIn(error))),
    );
    return () => left.abort();
  }, [inLanguage, isAway]);
  if (problem)
    return (
      <p class="notice bad" role="alert">
        {t.notLoaded} {problem}
      </p>
    );
  if (!titles) return <p class="dim">{t.loading}</p>;
  return (
    <ol class="titles">
      {titles.map(({ name, title, needsAllApproaches }) => (
        <li key={name} class="card">
          <a href={`#/tours/${encodeURIComponent(name)}`}>{title}</a>
          {run.value?.tour === name && !run.value.hasEnded && <span class="dim"> · {t.goOn}</span>}
          {needsAllApproaches && <span class="dim"> · {t.needsAll}</span>}
        </li>
      ))}
    </ol>
  );
}
