// The page. To add a view:
//
// 1. Make a folder with `<name>.view.tsx`, whose default export is a component that takes `ViewProps`; its texts are in
//    `<name>/texts.ts`: `export const say = texts({ en: { … }, ko: { … } })`.
// 2. Add the name to VIEWS of `navigation/route.ts`; the compiler then asks for its line in LOADERS below and for its title
//    in `texts.ts`. Each view is a file of its own that the browser loads when it is first shown.
// 3. Begin with `<p class="lead">`: one sentence that says what the view shows, and one that says what to try. Leave it out
//    when `props.embedded`.
// 4. Read the system from the signals of `server/live.ts`; ask it with `ask` and `control` of `server/requests.ts`, whose
//    failures are `RequestFailed`: show `problemIn(error)`. Look at `controlAway` and `isReadOnly` before offering a change.
// 5. Draw with `look/`: `SourceBadge`, `Age`, `Duration`, `Rate`, `Chart`, and the custom properties of `look.css`, the same
//    for the same thing on every view. The Content-Security-Policy refuses inline styles in HTML: use `style={{ … }}`.
// 6. Put what can be computed without a browser into a plain `.ts` file beside the view, with a `.spec.ts` for Jest. Such a
//    file imports neither Preact nor signals nor CSS.
// 7. A view never imports another view: link to it with `addressOf`, or show it with `props.show`.
import type { ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { choose, language } from './language/language';
import { type Route, routeOf, type ViewName, VIEWS } from './navigation/route';
import type { ViewProps } from './navigation/view-props';
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

const loaded = new Map<ViewName, ComponentType<ViewProps>>();
const LOAD_THE_REST_AFTER_MS = 3_000;

async function load(view: ViewName): Promise<void> {
  loaded.set(view, (await LOADERS[view]()).default);
}

/** Loads views before they are asked for, so that they are there while the server is away. */
async function loadTheRest(): Promise<void> {
  for (const view of VIEWS) await load(view).catch(() => undefined);
}

function View({ route, embedded }: { readonly route: Route; readonly embedded: boolean }) {
  const t = say();
  const [failed, setFailed] = useState<ViewName>();
  const [, setLoaded] = useState<ViewName>();
  const { view } = route;
  useEffect(() => {
    if (loaded.has(view)) return;
    load(view).then(
      () => setLoaded(view),
      () => setFailed(view),
    );
  }, [view]);
  const Shown = loaded.get(view);
  if (Shown) return <Shown {...route} embedded={embedded} show={show} />;
  if (failed !== view) return <p class="view dim">{t.loading}</p>;
  return (
    <div class="view">
      <p role="alert">{t.notLoaded}</p>
      <p>
        <button onClick={() => location.reload()}>{t.reload}</button>
      </p>
    </div>
  );
}

const show: ViewProps['show'] = (view, parameters) => (
  <View key={view} route={{ view, rest: '', parameters }} embedded />
);

function useRoute(): Route {
  const [route, setRoute] = useState(() => routeOf(location.hash));
  useEffect(() => {
    const read = () => setRoute(routeOf(location.hash));
    addEventListener('hashchange', read);
    return () => removeEventListener('hashchange', read);
  }, []);
  return route;
}

export function App() {
  const t = say();
  const route = useRoute();
  const { state } = connection.value;
  useEffect(() => {
    const timer = setTimeout(() => void loadTheRest(), LOAD_THE_REST_AFTER_MS);
    return () => clearTimeout(timer);
  }, []);
  useEffect(() => {
    document.title = `${t[route.view]} · ${t.title}`;
  }, [t, route.view]);
  return (
    <>
      <header class="top">
        <h1 class="visually-hidden">{t.title}</h1>
        <nav aria-label={t.views}>
          {VIEWS.map((view) => (
            <a key={view} href={`#/${view}`} aria-current={view === route.view ? 'page' : undefined}>
              {t[view]}
            </a>
          ))}
        </nav>
        <div class="row">
          <HealButton />
          <button
            lang={language.value === 'en' ? 'ko' : 'en'}
            onClick={() => choose(language.value === 'en' ? 'ko' : 'en')}
          >
            {t.otherLanguage}
          </button>
        </div>
      </header>
      <main>
        <FaultBar />
        <Notices />
        <div class={state === 'away' ? 'from-then' : ''}>
          {state === 'no-key' ? null : <View route={route} embedded={false} />}
        </div>
      </main>
    </>
  );
}
