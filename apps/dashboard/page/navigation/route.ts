export const VIEWS = ['live', 'one-answer', 'one-change', 'one-request', 'tours', 'decide'] as const;
export type ViewName = (typeof VIEWS)[number];

export interface Route {
  readonly view: ViewName;
  /** What stands behind the view's name, such as the name of a tour; empty without. */
  readonly rest: string;
  readonly parameters: Readonly<Record<string, string>>;
}

/** Reads `#/one-answer?driver=d-1` or `#/tours/<name>`; an unknown view is Live. */
export function routeOf(hash: string): Route {
  const [path = '', query = ''] = hash.replace(/^#\/?/, '').split('?', 2);
  const [name, ...rest] = path.split('/');
  return {
    view: VIEWS.find((view) => view === name) ?? 'live',
    rest: decoded(rest.join('/')),
    parameters: Object.fromEntries(new URLSearchParams(query)),
  };
}

/** The address of a view; parameters without a value are left out. */
export function addressOf(
  view: ViewName,
  parameters: Readonly<Record<string, string | undefined>> = {},
): string {
  const given = Object.entries(parameters).filter((entry): entry is [string, string] => Boolean(entry[1]));
  const query = new URLSearchParams(given).toString();
  return `#/${view}${query && `?${query}`}`;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
