import { setMaxListeners } from 'node:events';

/**
 * Ends after `ms`, or at once when the signal says so; it never fails and keeps no process alive. Any number may wait
 * with one signal: each removes its listener, so that many of them are no leak to warn of.
 */
export const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) return resolve();
    setMaxListeners(0, signal);
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms).unref();
    signal.addEventListener('abort', end, { once: true });
  });
