import { Catch, Logger, type RpcExceptionFilter } from '@nestjs/common';
import { RpcException } from '@nestjs/microservices';
import { status } from '@grpc/grpc-js';
import { type Observable, throwError } from 'rxjs';
import { statusOfError, type StatusToSend } from './status-of-error';

/** Turns a service's own kinds of failure (a database that is away) into domain errors, others into undefined. */
export type ToDomainError = (error: unknown) => unknown;

const HIDDEN: StatusToSend = { code: status.INTERNAL, details: 'Internal error' };

/**
 * Nest would answer UNKNOWN to every error. Here a domain error becomes its status, and anything else
 * becomes INTERNAL without a word about the inside; that one is logged.
 */
@Catch()
export class GrpcErrorFilter implements RpcExceptionFilter {
  private readonly logger = new Logger(GrpcErrorFilter.name);

  constructor(private readonly toDomainError: ToDomainError = () => undefined) {}

  catch(error: unknown): Observable<never> {
    const answer = this.statusToSend(error);
    return throwError(() => answer);
  }

  private statusToSend(error: unknown): StatusToSend {
    const told =
      statusOfError(error) ?? statusOfError(this.toDomainError(error)) ?? statusOfRpcException(error);
    if (told) return told;
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
