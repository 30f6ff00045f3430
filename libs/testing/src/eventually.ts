import { setTimeout as delay } from 'node:timers/promises';

interface EventuallyOptions {
  /** How long to wait in all, ms. Default 30,000. */
  readonly timeoutMs?: number;
  /** The pause between two tries, ms. Default 50. */
  readonly intervalMs?: number;
}

/**
 * Polls `probe` until it neither throws nor returns `false` or `undefined`, and resolves with its value. Tests wait only
 * this way: for a condition with a deadline, never for a fixed time.
 * @throws Error with the last failure, after `timeoutMs`
 */
export async function eventually<T>(
  probe: () => Promise<T | false | undefined> | T | false | undefined,
  { timeoutMs = 30_000, intervalMs = 50 }: EventuallyOptions = {},
): Promise<T> {
  const deadline = performance.now() + timeoutMs;
  let last: unknown;
  for (;;) {
    try {
      const value = await probe();
      if (value !== false && value !== undefined) return value;
      last = `the probe returned ${String(value)}`;
    } catch (error) {
      last = error;
    }
    if (performance.now() >= deadline) break;
    await delay(intervalMs);
  }
  const reason = last instanceof Error ? last.message : String(last);
  throw new Error(`not within ${timeoutMs} ms: ${reason}`, { cause: last });
}
