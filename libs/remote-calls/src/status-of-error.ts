import { status, type StatusObject } from '@grpc/grpc-js';

/** The shape of a domain error of any service: an HTTP status, and texts meant for the caller. */
interface DomainErrorLike {
  status: number;
  title: string;
  detail: string;
}

const CODES: Readonly<Record<number, status>> = {
  400: status.INVALID_ARGUMENT,
  401: status.UNAUTHENTICATED,
  403: status.PERMISSION_DENIED,
  404: status.NOT_FOUND,
  409: status.FAILED_PRECONDITION,
  412: status.ABORTED,
  422: status.INVALID_ARGUMENT,
  428: status.FAILED_PRECONDITION,
  429: status.RESOURCE_EXHAUSTED,
  502: status.UNAVAILABLE,
  503: status.UNAVAILABLE,
  504: status.DEADLINE_EXCEEDED,
};

const isDomainError = (error: unknown): error is DomainErrorLike =>
  error instanceof Error &&
  'status' in error &&
  typeof error.status === 'number' &&
  'title' in error &&
  typeof error.title === 'string' &&
  'detail' in error &&
  typeof error.detail === 'string';

export type StatusToSend = Pick<StatusObject, 'code' | 'details'>;

/** The gRPC status for a domain error; undefined for an error that the caller must not see. */
export function statusOfError(error: unknown): StatusToSend | undefined {
  if (!isDomainError(error)) return undefined;
  const code = CODES[error.status];
  return code === undefined ? undefined : { code, details: error.detail };
}
