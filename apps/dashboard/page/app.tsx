// The page. To add a view, make `<name>/<name>.view.tsx`, whose default export takes `ViewProps`, with its texts in
// `<name>/texts.ts`, and add its name to VIEWS of `navigation/route.ts`; the compiler then asks for its line in LOADERS and in
// `texts.ts`. A view reads the system from the signals of `server/live.ts` and asks it through `server/requests.ts`. What can
// be computed without a browser stands in a plain `.ts` file with a spec, which imports neither Preact nor signals. The
// Content-Security-Policy refuses inline styles in HTML: use `style={{ … }}`. A view never imports another view: it links to
// it with `addressOf`, or shows it with `props.show`.
import { signal } from '@preact/signals';
import type { ComponentType } from 'preact';
import { useEffect } from 'preact/hooks';
import { choose, language } from './language/language';
import { type Route, routeOf, type ViewName, VIEWS } from './navigation/route';
import type { ViewProps } from './navigation/view';
import { FaultBar, HealButton, Notices } from './notices';
import { connection } from './server/live';
import { say } from './texts';

const LOADERS: Record<ViewName, () => Promise<{ default: ComponentType<ViewProps> }>> = {
  live: () => import('./live/live.view'),
  'one-answer': () => import('./one-answer/one-answer.view'),
  'one-change': () => import('./one-change/one-change.view'),
  'one-request': () => import('./one-request/one-request.view'),
  tours: () => import('./tours/tours.view'),
  decide: () => import('./decide/decide.view'),
};

const loaded = signal<{ readonly [View in ViewName]?: ComponentType<ViewProps> | 'failed' }>({});
const LOAD_THE_REST_AFTER_MS = 3_000;

async function load(view: ViewName): Promise<void> {
  if (typeof loaded.value[view] === 'function') return;
  const found = await LOADERS[view]().catch(() => null);
  loaded.value = { ...loaded.value, [view]: found?.default ?? 'failed' };
}

/** Loads views before they are asked for, so that they are there while the server is away. */
async function loadTheRest(): Promise<void> {
  for (const view of VIEWS) await load(view);
}

function View(props: Omit<ViewProps, 'show'>) {
  const t = say();
  const { view, embedded } = props;
  useEffect(() => void load(view), [view]);
  const Shown = loaded.value[view];
  return (
    <div class={`view ${view}`}>
      {!embedded && <p class="lead">{t.lead(view)}</p>}
      {Shown === undefined && <p class="dim">{t.loading}</p>}
      {Shown === 'failed' && (
        <p role="alert">
          {t.notLoaded} <button onClick={() => location.reload()}>{t.reload}</button>
        </p>
      )}
      {typeof Shown === 'function' && <Shown {...props} show={show} />}
    </div>
  );
}

const show: ViewProps['show'] = (view, parameters) => (
  <View key={view} {...{ view, rest: '', parameters, embedded: true }} />
);

const route = signal<Route>(routeOf(location.hash));
addEventListener('hashchange', () => (route.value = routeOf(location.hash)));
setTimeout(() => void loadTheRest(), LOAD_THE_REST_AFTER_MS);

export function App() {
  const t = say();
  const { view: shown } = route.value;
  const { state } = connection.value;
  const other = language.value === 'en' ? 'ko' : 'en';
  useEffect(() => {
    document.title = `${t[shown]} · ${t.title}`;
  }, [t, shown]);
  return (
    <>
      <header class="row spread">
        <h1 class="visually-hidden">{t.title}</h1>
        <nav class="row" aria-label={t.views}>
          {VIEWS.map((view) => (
            <a key={view} href={`#/${view}`} aria-current={view === shown ? 'page' : undefined}>
              {t[view]}
            </a>
          ))}
        </nav>
        <div class="row">
          <HealButton />
          <button lang={other} onClick={() => choose(other)}>
            {t.otherLanguage}
          </button>
        </div>
      </header>
      <main>
        <FaultBar />
        <Notices />
        <div class={state === 'away' ? 'from-then' : ''}>
          {state !== 'no-key' && <View key={shown} {...route.value} embedded={false} />}
        </div>
      </main>
    </>
  );
}
