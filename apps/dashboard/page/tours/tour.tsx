import type { Tour } from '@ride-hailing/contracts';
import { useEffect, useState } from 'preact/hooks';
import { language } from '../language/language';
import type { ViewProps } from '../navigation/view-props';
import { asLine } from '../server/problem';
import { control, problemIn } from '../server/requests';
import { Markdown } from './markdown-text';
import { begin, look, parametersOf, type Run, run } from './run';
import { Step } from './step';
import { say } from './texts';

interface Props {
  readonly name: string;
  readonly show: ViewProps['show'];
  /** True while no tour can be taken. */
  readonly isOff: boolean;
}

/** One tour: its steps with their progress, the one that is looked at, and the view that shows what it does. */
export function TourInSteps({ name, show, isOff }: Props) {
  const t = say();
  const [tour, setTour] = useState<Tour>();
  const [problem, setProblem] = useState<string>();
  const inLanguage = language.value;
  useEffect(() => {
    if (isOff) return undefined;
    const left = new AbortController();
    const path = `tours/${encodeURIComponent(name)}?language=${inLanguage}`;
    control<Tour>('GET', path, { signal: left.signal }).then(
      (loaded) => {
        setTour(loaded);
        setProblem(undefined);
      },
      (error: unknown) => left.signal.aborted || setProblem(`${t.notLoaded} ${asLine(problemIn(error))}`),
    );
    return () => left.abort();
  }, [name, inLanguage, isOff]);
  const start = () =>
    void begin(name).then(
      () => setProblem(undefined),
      (error: unknown) => setProblem(asLine(problemIn(error))),
    );

  const going = run.value?.tour === name ? run.value : undefined;
  const shown = tour?.steps.find(({ number }) => number === (going?.shown ?? 0));
  const view = going && tour && viewOf(tour, going.shown);
  return (
    <>
      <p class="row">
        <a href="#/tours">← {t.all}</a>
      </p>
      {problem && (
        <p class="notice bad" role="alert">
          {problem}
        </p>
      )}
      {!tour && !problem && !isOff && <p class="dim">{t.loading}</p>}
      {tour && (
        <div class={`tour ${view ? 'with-view' : ''}`}>
          <article class="card">
            <h2>{tour.title}</h2>
            {going && <Progress tour={tour} going={going} />}
            {!going && <Markdown text={tour.introduction} />}
            {going && shown && <Step key={shown.number} step={shown} going={going} isOff={isOff} />}
            {going && !shown && (
              <>
                <h3>{t.ending}</h3>
                <Markdown text={tour.ending} />
              </>
            )}
            {going?.hasEnded && (
              <p class="notice" role="alert">
                {t.ended}
              </p>
            )}
            <button class={going && !going.hasEnded ? '' : 'main'} disabled={isOff} onClick={start}>
              {going ? t.again : t.begin}
            </button>
          </article>
          {view && (
            <section class="beside" aria-label={t.beside}>
              {show(view, parametersOf(going))}
            </section>
          )}
        </div>
      )}
    </>
  );
}

/** The view that the step names, or the one that a step before it has opened. */
const viewOf = ({ steps }: Tour, upTo: number) =>
  steps.findLast(({ number, view }) => number <= upTo && view !== null)?.view;

function Progress({ tour, going }: { readonly tour: Tour; readonly going: Run }) {
  const t = say();
  const { outcomes, shown } = going;
  const isDone = (number: number) => outcomes[number]?.mismatch === null;
  return (
    <nav aria-label={t.steps}>
      <ol class="progress">
        {tour.steps.map(({ number, heading }) => {
          const outcome = outcomes[number];
          const state = isDone(number) ? t.done : outcome ? t.differs : '';
          return (
            <li key={number}>
              <button
                class={isDone(number) ? 'done' : outcome ? 'differs' : ''}
                title={heading}
                aria-label={`${t.step(number, tour.steps.length)}: ${heading}${state && `, ${state}`}`}
                aria-current={number === shown ? 'step' : undefined}
                disabled={number > 1 && !isDone(number - 1) && !outcome}
                onClick={() => look(number)}
              >
                {isDone(number) ? '✓' : outcome ? '✗' : number}
              </button>
            </li>
          );
        })}
      </ol>
    </nav>
  );
}
