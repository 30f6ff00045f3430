/** The work took longer than its limit. */
export class LateError extends Error {
  override readonly name = 'LateError';

  constructor(readonly limitMs: number) {
    super(`not within ${limitMs} ms`);
  }
}

const throwLate = (limitMs: number): never => {
  throw new LateError(limitMs);
};

/**
 * Resolves with the result of `work` or, when it has not ended after `ms`, with that of `late`. The work itself goes on,
 * so that one caller's limit does not end a load that several callers wait for; its later outcome is ignored. The timer
 * is cleared as soon as one of the two has ended.
 *
 * @param ms below 0 counts as 0
 * @param late gets `ms`; may throw its own error. Default: throws `LateError`
 * @throws what `work` or `late` throws
 */
export function within<T, Late = never>(
  ms: number,
  work: Promise<T>,
  late: (limitMs: number) => Late = throwLate,
): Promise<T | Late> {
  return new Promise((resolve) => {
    const leave = () => resolve(new Promise<Late>((give) => give(late(ms))));
    const timer = setTimeout(leave, Math.max(0, ms));
    const follow = () => {
      clearTimeout(timer);
      resolve(work);
    };
    work.then(follow, follow);
  });
}

/** Waits for the work, but no longer than `ms`; true if it succeeded or failed in time. Never rejects. */
export const endsWithin = (ms: number, work: Promise<unknown>): Promise<boolean> =>
  within(
    ms,
    work.then(
      () => true,
      () => true,
    ),
    () => false,
  );
