import { type ArgumentsHost, Catch, type ExceptionFilter, Logger } from '@nestjs/common';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { runInContext } from '../context/request-context';
import { contextOfRequest } from '../context/request-context.hook';
import { type Problem, toProblem } from './problem-details';

/** The one place where an error becomes an HTTP answer. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger(ProblemFilter.name);

  catch(error: unknown, host: ArgumentsHost): void {
    if (host.getType() !== 'http') throw error;
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const context = contextOfRequest(request);
    const problem = toProblem(error, context.requestId);
    runInContext(context, () => this.log(error, problem));
    const reply = http.getResponse<FastifyReply>();
    if (reply.sent) return;
    if (problem.retryAfterSeconds) void reply.header('retry-after', String(problem.retryAfterSeconds));
    void reply.status(problem.details.status).type('application/problem+json').send(problem.details);
  }

  private log(error: unknown, { details, unexpected }: Problem): void {
    if (unexpected) this.logger.error({ msg: 'A request failed', err: error });
    else if (details.status >= 500) this.logger.warn({ msg: details.detail, err: error });
  }
}
