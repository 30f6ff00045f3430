import { DomainError, hasNotConnected, namesOfError, UnavailableProblem } from '@ride-hailing/service-kit';

class BadGatewayProblem extends DomainError {
  readonly status = 502;
  readonly title = 'Bad gateway';
}

export class GatewayTimeoutProblem extends DomainError {
  readonly status = 504;
  readonly title = 'Gateway timeout';
}

const BUSY = 'TOO_MANY_WAITING';
const LATE = new Set<unknown>(['TimeoutError', 'UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT']);

/** The problem that the caller gets when a service behind the gateway gave no response. */
export const problemOfUpstream = (service: string, error: unknown): DomainError => {
  const names = namesOfError(error);
  const options = { cause: error };
  if (hasNotConnected(error)) {
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
