import { type FastifyInstance } from 'fastify';
import { runInContext } from './request-context';
import { contextFromHeaders, type IncomingHeaders, type RequestContext } from './trace-context';

const contexts = new WeakMap<object, RequestContext>();

/** The context of a request, also where asynchronous storage does not reach (error handlers, late hooks). */
export function contextOfRequest(request: { raw: object; headers: IncomingHeaders }): RequestContext {
  const known = contexts.get(request.raw);
  if (known) return known;
  const context = contextFromHeaders(request.headers);
  contexts.set(request.raw, context);
  return context;
}

/**
 * Enters the context at the first hook, and again once the body has been read: the parser's events belong to
 * the connection, not to the request.
 */
export function useRequestContext(fastify: FastifyInstance): void {
  fastify.addHook('onRequest', (request, reply, done) => {
    const context = contextOfRequest(request);
    void reply.header('x-request-id', context.requestId);
    runInContext(context, done);
  });
  fastify.addHook('preValidation', (request, _reply, done) => runInContext(contextOfRequest(request), done));
}
