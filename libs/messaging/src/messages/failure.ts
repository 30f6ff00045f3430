import { types } from 'node:util';

/** What a handler's error means for its batch. */
export type Failure =
  /** The data is at fault, and would fail again: the culprit is found and becomes poison. */
  | 'data'
  /** The batch took longer than it may: it is retried in smaller parts. */
  | 'too-slow'
  /** The code met a value that it was not written for. */
  | 'defect'
  /** A dependency is unavailable: the batch is held and retried until it succeeds. */
  | 'outage';

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** How a consumer tells its errors apart. */
export interface KnownErrors {
  /** True for errors that the data itself causes, and that would recur with it. */
  readonly isDataError?: (error: unknown) => boolean;
  /** True when the batch took longer than it may: fewer messages at once would have succeeded. */
  readonly isTooSlow?: (error: unknown) => boolean;
}

const DEFECTS: ReadonlySet<string> = new Set([
  'TypeError',
  'RangeError',
  'ReferenceError',
  'SyntaxError',
  'URIError',
  'EvalError',
]);

/**
 * True for what JavaScript itself throws when code meets a value that it was not written for. Errors with a cause do
 * not count: `fetch`, for one, reports a lost connection as a TypeError with a cause.
 */
export function isDefect(error: unknown): error is Error {
  const isError = error instanceof Error || types.isNativeError(error);
  return isError && DEFECTS.has(error.name) && error.cause === undefined;
}

export function failureOf(error: unknown, known: KnownErrors): Failure {
  if (known.isDataError?.(error)) return 'data';
  if (known.isTooSlow?.(error)) return 'too-slow';
  return isDefect(error) ? 'defect' : 'outage';
}
