import { DomainError, UnavailableProblem } from '@ride-hailing/service-kit';

class BadGatewayProblem extends DomainError {
  readonly status = 502;
  readonly title = 'Bad gateway';
}

export class GatewayTimeoutProblem extends DomainError {
  readonly status = 504;
  readonly title = 'Gateway timeout';
}

/** Nothing was sent, so a retry is safe. */
const NOT_CONNECTED = new Set<unknown>([
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'UND_ERR_CONNECT_TIMEOUT',
]);
const BUSY = 'TOO_MANY_WAITING';
const LATE = new Set<unknown>(['TimeoutError', 'UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT']);

interface Failure {
  readonly name?: unknown;
  readonly code?: unknown;
  readonly cause?: unknown;
}

/** The names and codes of an error and of its causes, the outermost first. */
const namesOf = (error: unknown): unknown[] => {
  const names: unknown[] = [];
  let current = error;
  for (let depth = 0; depth < 5 && typeof current === 'object' && current !== null; depth += 1) {
    const { name, code, cause } = current as Failure;
    names.push(name, code);
    current = cause;
  }
  return names;
};

/** The problem that the caller gets when a service behind the gateway gave no response. */
export const problemOfUpstream = (service: string, error: unknown): DomainError => {
  const names = namesOf(error);
  const options = { cause: error };
  if (names.some((name) => NOT_CONNECTED.has(name))) {
    return new UnavailableProblem(`${service} cannot be reached.`, undefined, options);
  }
  if (names.includes(BUSY)) {
    return new UnavailableProblem(`Too many requests to ${service} are waiting.`, undefined, options);
  }
  if (names.some((name) => LATE.has(name))) {
    return new GatewayTimeoutProblem(`${service} did not answer in time.`, undefined, options);
  }
  return new BadGatewayProblem(`${service} broke off, or answered with what is no HTTP.`, undefined, options);
};
