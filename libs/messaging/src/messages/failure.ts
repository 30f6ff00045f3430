import { types } from 'node:util';

/** What an error of a handler says of its batch. */
export type Failure =
  /** The data itself are at fault, and would be again: the culprit is found and becomes poison. */
  | 'data'
  /** The batch took longer than it may: it is tried again in smaller parts. */
  | 'too-slow'
  /** The program does not know what to do with something in it. */
  | 'defect'
  /** Something that is needed is away: held, and tried again until it succeeds. */
  | 'outage';

/** Of anything that was thrown. */
export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** How a consumer tells its errors apart. */
export interface KnownErrors {
  readonly isDataError?: (error: unknown) => boolean;
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
 * True for what JavaScript itself throws when code meets a value that it was not written for. Those with a cause are
 * not: `fetch`, for one, tells of a lost connection by a TypeError.
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
