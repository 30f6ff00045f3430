import type { ComponentChild } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { addressOf, type Route, type ViewName } from './route';

/** What every view is rendered with: its route, or the parameters that a tour gives to the view beside it. */
export interface ViewProps extends Route {
  /** True beside a tour. */
  readonly embedded: boolean;
  /** Renders another view in this one. */
  readonly show: (view: ViewName, parameters: Route['parameters']) => ComponentChild;
}

export type Parameters = Readonly<Record<string, string | undefined>>;

/**
 * What a view shows, as parameters that stand in its address, so that a reload or a link shows the same. Beside a tour
 * the address is the tour's, and stays.
 */
export function useParameters({ view, parameters, embedded }: ViewProps) {
  const [shown, setShown] = useState<Parameters>(parameters);
  const given = JSON.stringify(parameters);
  useEffect(() => setShown(parameters), [given]);
  const change = (changed: Parameters) => {
    const next = { ...shown, ...changed };
    setShown(next);
    if (!embedded) history.replaceState(null, '', addressOf(view, next));
  };
  return [shown, change] as const;
}
