import { useEffect, useState } from 'preact/hooks';
import type { Problem } from './problem';
import { problemIn } from './requests';

export interface Loaded<T> {
  /** The newest answer; kept while the next is asked for, and gone when that failed. */
  readonly value?: T;
  readonly problem?: Problem;
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
  const [loaded, setLoaded] = useState<Loaded<T>>({ busy: load !== null });
  useEffect(() => {
    const left = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const once = async () => {
      if (!load) return setLoaded({ busy: false });
      setLoaded((before) => ({ ...before, busy: true }));
      const now: Loaded<T> = await load(left.signal).then(
        (value) => ({ value, busy: false }),
        (error: unknown) => ({ problem: problemIn(error), busy: false }),
      );
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
