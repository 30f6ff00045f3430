/** A delay that doubles from `initialMs` up to `maxMs`. */
export interface BackoffOptions {
  initialMs: number;
  maxMs: number;
}

const doubled = ({ initialMs, maxMs }: BackoffOptions, step: number): number =>
  Math.min(maxMs, initialMs * 2 ** step);

/** Anything from 0 to the delay of this step (0 the first): callers that failed together come back apart. */
export const spreadDelay = (options: BackoffOptions, step: number, random: () => number): number =>
  random() * doubled(options, step);

/** The delay of this step, up to a fifth shorter: for waits that must not end at once. */
export const steadyDelay = (options: BackoffOptions, step: number, random: () => number): number =>
  doubled(options, step) * (1 - 0.2 * random());
