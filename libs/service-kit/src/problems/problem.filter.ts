import { type ArgumentsHost, BadRequestException, Catch, type ExceptionFilter, Logger } from '@nestjs/common';
import { type FastifyRequest } from 'fastify';
import { runInContext } from '../context/request-context';
import { contextOfRequest } from '../context/request-context.hook';
import { type Problem, toProblem } from './problem-details';

/** The part of Fastify's reply used here; Nest's adapter has its own copy of Fastify, whose types differ. */
interface Reply {
  readonly sent: boolean;
  header(name: string, value: string): unknown;
  status(code: number): Reply;
  type(contentType: string): Reply;
  send(payload: unknown): unknown;
}

function answer(reply: Reply, { details, retryAfterSeconds, headers = {} }: Problem): void {
  if (reply.sent) return;
  for (const [name, value] of Object.entries(headers)) reply.header(name, value);
  if (retryAfterSeconds) reply.header('retry-after', String(retryAfterSeconds));
  reply.status(details.status).type('application/problem+json').send(details);
}

/** Answers addresses that Fastify refuses before any route, hook or filter applies. */
export function answerUnroutable(
  _error: Error,
  request: Parameters<typeof contextOfRequest>[0],
  fastifyReply: object,
): void {
  const reply = fastifyReply as Reply;
  const { requestId } = contextOfRequest(request);
  reply.header('x-request-id', requestId);
  answer(reply, toProblem(new BadRequestException('The address is not valid.'), requestId));
}

/** Turns every error of a request into an HTTP answer. */
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
    answer(http.getResponse<Reply>(), problem);
  }

  private log(error: unknown, { details, unexpected }: Problem): void {
    if (unexpected) this.logger.error({ msg: 'A request failed', err: error });
    else if (details.status >= 500) this.logger.warn({ msg: details.detail, err: error });
  }
}
