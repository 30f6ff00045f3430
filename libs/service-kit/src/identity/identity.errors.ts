import { DomainError } from '../problems/domain.errors';

/** No token, or none that counts. `challenge` is what RFC 6750 wants to be said about it. */
export class UnauthorizedProblem extends DomainError {
  readonly status = 401;
  readonly title = 'Unauthorized';
  override readonly headers: Readonly<Record<string, string>>;

  constructor(detail: string, challenge = 'Bearer error="invalid_token"') {
    super(detail);
    this.headers = { 'www-authenticate': challenge };
  }
}
