import { useEffect, useState } from 'preact/hooks';
import { addressOf, type ViewName } from './route';
import type { ViewProps } from './view-props';

export type Parameters = Readonly<Record<string, string | undefined>>;

/**
 * What a view shows, as parameters that stand in its address, so that a reload or a link shows the same. Beside a tour
 * the address is the tour's, and stays.
 */
export function useParameters(
  view: ViewName,
  { parameters, embedded }: Pick<ViewProps, 'parameters' | 'embedded'>,
): readonly [Parameters, (changed: Parameters) => void] {
  const [shown, setShown] = useState<Parameters>(parameters);
  const given = JSON.stringify(parameters);
  useEffect(() => setShown(parameters), [given]);
  const change = (changed: Parameters) => {
    const next = { ...shown, ...changed };
    setShown(next);
    if (!embedded) history.replaceState(null, '', addressOf(view, next));
  };
  return [shown, change];
}
