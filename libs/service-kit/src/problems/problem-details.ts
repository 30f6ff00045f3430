import { HttpException } from '@nestjs/common';
import { STATUS_CODES } from 'node:http';
import { DomainError, type FieldFault, UnavailableProblem } from './domain.errors';
import { toDomainError } from './to-domain-error';

/** Problem details of RFC 9457, with the request's id and, for invalid input, a message per field. */
export interface ProblemDetails {
  type: string;
  title: string;
  status: number;
  detail: string;
  requestId: string;
  errors?: readonly FieldFault[];
  /** Members that a kind of problem adds. */
  [member: string]: unknown;
}

export interface Problem {
  details: ProblemDetails;
  /** Whether this service is at fault, and the error must be logged. */
  unexpected: boolean;
  retryAfterSeconds?: number;
  headers?: Readonly<Record<string, string>>;
}

const details = (status: number, title: string, detail: string, requestId: string): ProblemDetails => ({
  type: 'about:blank',
  title,
  status,
  detail,
  requestId,
});

function fromDomainError(error: DomainError, requestId: string): Problem {
  const standard = {
    ...details(error.status, error.title, error.detail, requestId),
    ...(error.errors ? { errors: error.errors } : {}),
  };
  return {
    // The standard members are spread twice: they come first, and no further member can replace them.
    details: { ...standard, ...error.members, ...standard },
    unexpected: false,
    retryAfterSeconds: error instanceof UnavailableProblem ? error.retryAfterSeconds : undefined,
    headers: error.headers,
  };
}

/** The parser's messages would quote the body, and the router's the query string. */
const withoutQuotes = (message: string): string => {
  if (message.includes('JSON')) return 'The body is not valid JSON.';
  return /^Cannot [A-Z]+ /.test(message) ? 'There is nothing at this address.' : message;
};

function fromHttpException(error: HttpException, requestId: string): Problem {
  const status = error.getStatus();
  const title = STATUS_CODES[status] ?? 'Error';
  if (status < 500) {
    return { details: details(status, title, withoutQuotes(error.message), requestId), unexpected: false };
  }
  const retryAfterSeconds = status === 503 ? 1 : undefined;
  return { details: details(status, title, title, requestId), unexpected: status === 500, retryAfterSeconds };
}

/** The answer to an error. The answer to an unexpected one shows nothing of it except the request's id. */
export function toProblem(error: unknown, requestId: string): Problem {
  const known = toDomainError(error);
  if (known) return fromDomainError(known, requestId);
  if (error instanceof HttpException) return fromHttpException(error, requestId);
  return {
    details: details(500, 'Internal Server Error', 'Something went wrong in this service.', requestId),
    unexpected: true,
  };
}
