import { type FastifyInstance } from 'fastify';
import {
  contextFromHeaders,
  type IncomingHeaders,
  type RequestContext,
  requestContext,
  runInContext,
} from './request-context';
import { startRequestSpan } from '../tracing/request-span';

const CONTEXT = Symbol('request context');

interface RequestLike {
  raw: { url?: string; method?: string; [CONTEXT]?: RequestContext };
  headers: IncomingHeaders;
}

/** The context of a request, available also where asynchronous storage does not reach (error handlers, late hooks). */
export const contextOfRequest = (request: RequestLike): RequestContext =>
  (request.raw[CONTEXT] ??= contextFromHeaders(request.headers, (parent) =>
    startRequestSpan(request.raw, parent),
  ));

/**
 * Enters the context at the first hook, and again when reading the body has lost it: the parser's events belong to the
 * connection, not to the request.
 */
export function useRequestContext(fastify: FastifyInstance): void {
  fastify.addHook('onRequest', (request, reply, done) => {
    const context = contextOfRequest(request);
    void reply.header('x-request-id', context.requestId);
    runInContext(context, done);
  });
  fastify.addHook('preValidation', (request, _reply, done) => {
    const context = contextOfRequest(request);
    if (requestContext() === context) done();
    else runInContext(context, done);
  });
}
