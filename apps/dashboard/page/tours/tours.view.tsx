import type { Tour, TourTitles } from '@ride-hailing/contracts';
import { language } from '../language/language';
import { Alert, Card } from '../look/card';
import type { ViewProps } from '../navigation/view';
import { Outcome, Ready } from '../server/answers';
import { isReadOnly } from '../server/live';
import { control } from '../server/requests';
import { useOrder } from '../server/use-order';
import { useRequest } from '../server/use-request';
import { begin, look, parametersOf, type Run, run } from './run';
import { Markdown, Step } from './step';
import { say } from './texts';

export default function ToursView({ rest, show }: ViewProps) {
  const t = say();
  const isOff = isReadOnly.value;
  return (
    <>
      {isOff && (
        <p class="notice" role="status">
          {t.off}
        </p>
      )}
      {rest ? <TourInSteps key={rest} name={rest} show={show} isOff={isOff} /> : !isOff && <Titles />}
    </>
  );
}

function Titles() {
  const t = say();
  const path = `tours?language=${language.value}`;
  const titles = useRequest((signal) => control<TourTitles>('GET', path, { signal }), [path]);
  return (
    <Ready of={titles} failed={t.notLoaded} loading={t.loading}>
      {({ tours }) => (
        <ol class="view">
          {tours.map(({ name, title, needsAllApproaches }) => (
            <li key={name} class="card">
              <a href={`#/tours/${encodeURIComponent(name)}`}>{title}</a>
              {run.value?.tour === name && !run.value.hasEnded && <span class="dim"> · {t.goOn}</span>}
              {needsAllApproaches && <span class="dim"> · {t.needsAll}</span>}
            </li>
          ))}
        </ol>
      )}
    </Ready>
  );
}

interface Props {
  readonly name: string;
  readonly show: ViewProps['show'];
  /** True while no tour can be taken. */
  readonly isOff: boolean;
}

/** One tour: its steps with their progress, the one that is looked at, and the view that shows what it does. */
function TourInSteps({ name, isOff, show }: Props) {
  const t = say();
  const path = `tours/${encodeURIComponent(name)}?language=${language.value}`;
  const tour = useRequest((signal) => control<Tour>('GET', path, { signal }), [path, isOff]);
  return (
    <>
      <p>
        <a href="#/tours">← {t.all}</a>
      </p>
      {(!isOff || tour.value) && (
        <Ready of={tour} failed={t.notLoaded} loading={t.loading}>
          {(loaded) => <Steps {...{ name, isOff, show, tour: loaded }} />}
        </Ready>
      )}
    </>
  );
}

function Steps({ name, show, isOff, tour }: Props & { readonly tour: Tour }) {
  const t = say();
  const [began, order] = useOrder();
  const going = run.value?.tour === name ? run.value : undefined;
  const step = tour.steps.find(({ number }) => number === going?.shown);
  const view = going && viewOf(tour, going.shown);
  return (
    <div class={view ? 'columns' : ''}>
      <Card title={tour.title}>
        {going && <Progress tour={tour} going={going} />}
        {!going && <Markdown text={tour.introduction} />}
        {going && step && <Step key={step.number} {...{ step, going, isOff }} />}
        {going && !step && (
          <>
            <h3>{t.ending}</h3>
            <Markdown text={tour.ending} />
          </>
        )}
        {going?.hasEnded && <Alert>{t.ended}</Alert>}
        <Outcome of={began} />
        <button
          class={going && !going.hasEnded ? '' : 'main'}
          disabled={isOff}
          onClick={() => order(() => begin(name))}
        >
          {going ? t.again : t.begin}
        </button>
      </Card>
      {view && (
        <section class="beside" aria-label={t.beside}>
          {show(view, parametersOf(going))}
        </section>
      )}
    </div>
  );
}

/** The view that the step names, or the one that a step before it has opened. */
const viewOf = ({ steps }: Tour, upTo: number) =>
  steps.findLast(({ number, view }) => number <= upTo && view !== null)?.view;

function Progress({ tour, going: { outcomes, shown } }: { readonly tour: Tour; readonly going: Run }) {
  const t = say();
  const isDone = (number: number) => outcomes[number]?.mismatch === null;
  return (
    <nav class="row" aria-label={t.steps}>
      {tour.steps.map(({ number, heading }) => {
        const outcome = outcomes[number];
        const state = isDone(number) ? t.done : outcome ? t.differs : '';
        return (
          <button
            key={number}
            title={heading}
            aria-label={`${t.step(number, tour.steps.length)}: ${heading}${state && `, ${state}`}`}
            aria-current={number === shown ? 'step' : undefined}
            disabled={number > 1 && !isDone(number - 1) && !outcome}
            onClick={() => look(number)}
          >
            {isDone(number) ? '✓' : outcome ? '✗' : number}
          </button>
        );
      })}
    </nav>
  );
}
