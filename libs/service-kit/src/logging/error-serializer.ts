import { types } from 'node:util';

const MAX_CAUSES = 4;

export interface LoggedError {
  type: string;
  message: string;
  code?: string;
  stack?: string;
  cause?: LoggedError;
}

/**
 * Keeps what explains an error and leaves out the rest: database drivers hang the statement's parameters and
 * the offending row on their errors, which is people's data.
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
