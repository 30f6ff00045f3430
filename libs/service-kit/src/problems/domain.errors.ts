export interface FieldFault {
  /** Path into the input, such as `pickup.lat`; empty for the input as a whole. */
  field: string;
  message: string;
}

/** An error that the caller may see: it becomes problem details over HTTP and a status over gRPC. */
export abstract class DomainError extends Error {
  abstract readonly status: number;
  abstract readonly title: string;
  /** Headers of the HTTP answer. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Further members of the problem details. */
  readonly members?: Readonly<Record<string, unknown>>;

  constructor(
    readonly detail: string,
    readonly errors?: readonly FieldFault[],
    options?: ErrorOptions,
  ) {
    super(detail, options);
    this.name = new.target.name;
  }
}

export class InvalidInputProblem extends DomainError {
  readonly status = 400;
  readonly title = 'Invalid input';
}

/** The request has no valid token. `challenge` is the `WWW-Authenticate` header that RFC 6750 asks for. */
export class UnauthorizedProblem extends DomainError {
  readonly status = 401;
  readonly title = 'Unauthorized';
  override readonly headers: Readonly<Record<string, string>>;

  constructor(detail: string, challenge = 'Bearer error="invalid_token"') {
    super(detail);
    this.headers = { 'www-authenticate': challenge };
  }
}

export class ForbiddenProblem extends DomainError {
  readonly status = 403;
  readonly title = 'Forbidden';
}

export class NotFoundProblem extends DomainError {
  readonly status = 404;
  readonly title = 'Not found';
}

/** The address exists, for other methods. */
export class MethodNotAllowedProblem extends DomainError {
  readonly status = 405;
  readonly title = 'Method not allowed';
  override readonly headers: Readonly<Record<string, string>>;

  constructor(method: string, allowed: readonly string[]) {
    const list = allowed.join(', ');
    super(`${method} is not possible here; possible: ${list}.`);
    this.headers = { allow: list };
  }
}

export class ExpectationFailedProblem extends DomainError {
  readonly status = 417;
  readonly title = 'Expectation failed';
}

/** The current state does not allow the request. */
export class ConflictProblem extends DomainError {
  readonly status = 409;
  readonly title = 'Conflict';
}

/** The caller's version is not the current one. */
export class PreconditionFailedProblem extends DomainError {
  readonly status = 412;
  readonly title = 'Precondition failed';
}

/** The body has a format that is not read; the headers name the one that is. */
export class UnsupportedMediaTypeProblem extends DomainError {
  readonly status = 415;
  readonly title = 'Unsupported media type';

  constructor(
    detail: string,
    override readonly headers: Readonly<Record<string, string>>,
  ) {
    super(detail);
  }
}

/** The caller has sent too many requests. */
export class TooManyRequestsProblem extends DomainError {
  readonly status = 429;
  readonly title = 'Too many requests';
  override readonly headers: Readonly<Record<string, string>>;

  /** @param retryAfterSeconds may be left out where something else sets the header */
  constructor(detail: string, retryAfterSeconds?: number) {
    super(detail);
    this.headers = retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) };
  }
}

/** Something that this service needs is unavailable; the caller may retry later. */
export class UnavailableProblem extends DomainError {
  readonly status = 503;
  readonly title = 'Service unavailable';
  readonly retryAfterSeconds = 1;
}
