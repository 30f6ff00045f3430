import { useEffect, useState } from 'preact/hooks';
import type { Problem } from './problem';
import { problemIn } from './requests';

export interface Loaded<T> {
  /** The newest answer; kept while the next is asked for, and gone when that failed. */
  readonly value: T | undefined;
  readonly problem: Problem | undefined;
  readonly busy: boolean;
}

/**
 * Loads when a view is shown and whenever `dependencies` change, and then every `everyMs` after the answer before, until
 * the view is left. A load that is no longer wanted is aborted.
 * @param load null: nothing is loaded, and what was loaded is forgotten
 */
export function useRequest<T>(
  load: ((signal: AbortSignal) => Promise<T>) | null,
  dependencies: readonly unknown[],
  everyMs: number | null = null,
): Loaded<T> {
  const [loaded, setLoaded] = useState<Loaded<T>>({
    value: undefined,
    problem: undefined,
    busy: load !== null,
  });
  useEffect(() => {
    const left = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const once = async () => {
      if (!load) return setLoaded({ value: undefined, problem: undefined, busy: false });
      setLoaded((before) => ({ ...before, busy: true }));
      let now: Loaded<T>;
      try {
        now = { value: await load(left.signal), problem: undefined, busy: false };
      } catch (error) {
        now = { value: undefined, problem: problemIn(error), busy: false };
      }
      if (left.signal.aborted) return;
      setLoaded(now);
      if (everyMs !== null) timer = setTimeout(() => void once(), everyMs);
    };
    void once();
    return () => {
      left.abort();
      clearTimeout(timer);
    };
  }, [...dependencies, everyMs]);
  return loaded;
}
