import { setMaxListeners } from 'node:events';

/**
 * Resolves after `ms`, or as soon as the signal is aborted; the caller checks the signal to tell which. Never rejects.
 * Any number of pauses may share one signal: each removes its listener when it ends, so Node's warning of a leak is
 * switched off for the signal.
 *
 * @param options.ref false: the process may end during the pause if nothing else keeps it alive
 */
export const pause = (ms: number, signal?: AbortSignal, { ref = true } = {}): Promise<void> =>
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
