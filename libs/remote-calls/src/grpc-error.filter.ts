import { Catch, Logger, type RpcExceptionFilter } from '@nestjs/common';
import { RpcException } from '@nestjs/microservices';
import { status } from '@grpc/grpc-js';
import { type Observable, throwError } from 'rxjs';
import { statusOfError, type StatusToSend } from './status-of-error';

/** Turns a service's own kinds of failure (a database outage) into domain errors, and others into undefined. */
export type ToDomainError = (error: unknown) => unknown;

const HIDDEN: StatusToSend = { code: status.INTERNAL, details: 'Internal error' };

/**
 * Turns a domain error into its gRPC status. Any other error is logged and becomes INTERNAL, which reveals nothing.
 * (Nest answers UNKNOWN to every error.)
 */
@Catch()
export class GrpcErrorFilter implements RpcExceptionFilter {
  private readonly logger = new Logger(GrpcErrorFilter.name);

  constructor(private readonly toDomainError: ToDomainError = () => undefined) {}

  catch(error: unknown): Observable<never> {
    const toSend = this.statusToSend(error);
    return throwError(() => toSend);
  }

  private statusToSend(error: unknown): StatusToSend {
    const known =
      statusOfError(error) ?? statusOfError(this.toDomainError(error)) ?? statusOfRpcException(error);
    if (known) return known;
    this.logger.error({ msg: 'A gRPC handler failed', err: error });
    return HIDDEN;
  }
}

function statusOfRpcException(error: unknown): StatusToSend | undefined {
  if (!(error instanceof RpcException)) return undefined;
  const content = error.getError();
  if (typeof content !== 'object' || !('code' in content) || typeof content.code !== 'number')
    return undefined;
  return { code: content.code, details: error.message };
}
