import httpProxy from '@fastify/http-proxy';
import { contextHeaders, InvalidInputProblem, type RouteAccess, ROLES } from '@ride-hailing/service-kit';
import type { FastifyInstance, FastifyReply } from 'fastify';
import type { Dispatcher } from 'undici';
import type { Upstream } from '../upstreams';
import { requestHeaders, responseHeaders } from './forwarded-headers';
import { isPlainPath } from './path-guard';
import { UpstreamConnections } from './upstream-connections';
import { problemOfUpstream } from './upstream.errors';

export interface ProxyOptions {
  readonly timeoutMs: number;
  /** A service gave no answer; the caller gets a problem instead. */
  readonly onFailure: (service: string, status: number) => void;
}

/** Whoever is known may ask; what of it is theirs to see or do, the service decides. */
const ACCESS: RouteAccess = { access: ROLES };

/** Also those that no service offers: the service says which it does. */
const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];

/** The library writes bytes as JSON unless it is given a type; a body without one goes out without one. */
const UNTYPED = 'application/octet-stream';

/**
 * Passes everything below the service's prefix on to it, and nothing else. Bodies are read whole, up to the
 * server's limit, and passed on byte for byte, for the service to judge: a slow caller does not hold a connection
 * to the service.
 */
export const proxyTo =
  (upstream: Upstream, options: ProxyOptions) =>
  (scope: FastifyInstance): void => {
    const connections = new UpstreamConnections(upstream.url, options.timeoutMs);
    scope.addHook('onClose', () => connections.close());
    scope.addHook('onRequest', async (request) => {
      if (!isPlainPath(request.raw.url ?? ''))
        throw new InvalidInputProblem('The path has parts that no address here has.');
    });
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));

    const answerFailure = (reply: FastifyReply, error: unknown): void => {
      const problem = problemOfUpstream(upstream.name, error);
      options.onFailure(upstream.name, problem.status);
      void reply.send(problem);
    };

    void scope.register(httpProxy, {
      upstream: upstream.url,
      prefix: upstream.prefix,
      rewritePrefix: upstream.prefix,
      httpMethods: METHODS,
      config: ACCESS,
      proxyPayloads: false,
      disableCache: true,
      disableRequestLogging: true,
      undici: {
        request: ((...call: Parameters<UpstreamConnections['request']>) =>
          connections.request(...call)) as Dispatcher['request'],
      },
      handler: (request, reply, path, given) =>
        reply.from(path, {
          ...given,
          body: request.body,
          contentType: request.headers['content-type'] ?? UNTYPED,
        }),
      replyOptions: {
        // The library would ask a service that answers 503 again, up to ten times.
        retryDelay: () => null,
        onError: (reply, { error }) => answerFailure(reply as unknown as FastifyReply, error),
        rewriteHeaders: responseHeaders,
        rewriteRequestHeaders: (request, headers) =>
          requestHeaders({
            headers: { ...headers, 'content-type': request.headers['content-type'] },
            hasBody: request.body !== undefined,
            clientAddress: request.ip,
            context: contextHeaders(),
          }),
      },
    });
  };
