import { types } from 'node:util';

const MAX_CAUSES = 4;

/** The message of anything that was thrown, for people. */
export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

export interface LoggedError {
  type: string;
  message: string;
  code?: string;
  stack?: string;
  cause?: LoggedError;
}

/**
 * Keeps what explains an error and leaves out the rest: database drivers attach the statement's parameters and the
 * offending row to their errors, which is personal data.
 */
export function serializeError(error: unknown, depth = 0): LoggedError | undefined {
  if (!(error instanceof Error || types.isNativeError(error)))
    return error === undefined ? undefined : { type: typeof error, message: '' };
  const code =
    'code' in error && ['string', 'number'].includes(typeof error.code) ? String(error.code) : undefined;
  const cause =
    error.cause !== undefined && depth < MAX_CAUSES ? serializeError(error.cause, depth + 1) : undefined;
  return { type: error.name, message: error.message, code, stack: error.stack, cause };
}
