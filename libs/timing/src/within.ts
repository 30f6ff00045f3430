/** The work took longer than it was given. */
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
 * What `work` gives or, when it has not ended after `ms`, what `late` gives. The work itself goes on: a load that
 * several wait for is not ended by the most hurried of them. What becomes of it after the limit, nobody is told.
 * The timer is cleared as soon as one of the two has ended.
 *
 * @param ms below 0 counts as 0
 * @param late gets `ms`; may throw an error of its own. Default: throws `LateError`
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

/** Waits for the work, but no longer than `ms`; true if it ended, well or badly, in time. Never rejects. */
export const endsWithin = (ms: number, work: Promise<unknown>): Promise<boolean> =>
  within(
    ms,
    work.then(
      () => true,
      () => true,
    ),
    () => false,
  );
