import { DomainError } from '@ride-hailing/service-kit';

export class GatewayAwayProblem extends DomainError {
  readonly status = 502;
  readonly title = 'Bad gateway';
}

export class GatewayLateProblem extends DomainError {
  readonly status = 504;
  readonly title = 'Gateway timeout';
}
