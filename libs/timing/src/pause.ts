import { setMaxListeners } from 'node:events';

export interface PauseOptions {
  /** False: the process may end meanwhile if nothing else keeps it alive. Default true. */
  readonly ref?: boolean;
}

/**
 * Resolves after `ms`, or at once when the signal is aborted, which is no error: the caller looks at the signal if it
 * wants to know. Never rejects. Any number of pauses may share one signal: each removes its listener when it ends, so
 * Node's warning of a leak is switched off for it.
 */
export const pause = (ms: number, signal?: AbortSignal, { ref = true }: PauseOptions = {}): Promise<void> =>
  new Promise((resolve) => {
    if (signal?.aborted) return resolve();
    const end = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    if (!ref) timer.unref();
    if (!signal) return;
    setMaxListeners(0, signal);
    signal.addEventListener('abort', end, { once: true });
  });
