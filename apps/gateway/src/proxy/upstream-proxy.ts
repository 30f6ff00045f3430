import httpProxy from '@fastify/http-proxy';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import {
  contextHeaders,
  InvalidInputProblem,
  type Metrics,
  type RouteAccess,
  ROLES,
} from '@ride-hailing/service-kit';
import type { FastifyInstance, FastifyReply } from 'fastify';
import type { Dispatcher } from 'undici';
import type { Upstream, Upstreams } from '../upstreams';
import { requestHeaders, responseHeaders } from './forwarded-headers';
import { isPlainPath } from './path-guard';
import { UpstreamConnections } from './upstream-connections';
import { problemOfUpstream } from './upstream.errors';

/** Any authenticated caller may call; the service decides what that caller may see and do. */
const ACCESS: RouteAccess = { access: ROLES };

/** All methods: the service itself refuses those that it does not offer. */
const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];

/** Keeps the library from encoding bytes as JSON. A body without a type is sent on without one. */
const UNTYPED = 'application/octet-stream';

/**
 * Registers a proxy for each service beside Nest's own routes: what is passed on needs no controller, pipe or body
 * parser.
 */
export function registerProxies(
  app: NestFastifyApplication,
  upstreams: Upstreams,
  { timeoutMs, metrics }: { readonly timeoutMs: number; readonly metrics: Metrics },
): void {
  const failures = metrics.counter({
    name: 'gateway_upstream_failures_total',
    help: 'Requests that a service gave no answer to, by service and the status answered instead',
    labelNames: ['service', 'status'],
  });
  // Nest's adapter brings its own Fastify with its own types.
  const fastify = app.getHttpAdapter().getInstance();
  for (const upstream of upstreams) {
    void fastify.register((scope, _options, done) => {
      proxyTo(scope, upstream, timeoutMs, (status) => failures.inc({ service: upstream.name, status }));
      done();
    });
  }
}

/**
 * Passes everything below the service's prefix on to it, and nothing else. Bodies are read whole, up to the
 * server's limit, and passed on byte for byte, for the service to judge. A slow caller holds no connection to the
 * service.
 */
function proxyTo(
  scope: FastifyInstance,
  upstream: Upstream,
  timeoutMs: number,
  onFailure: (status: number) => void,
): void {
  const connections = new UpstreamConnections(upstream.instances, timeoutMs);
  scope.addHook('onClose', () => connections.close());
  scope.addHook('onRequest', async (request) => {
    if (!isPlainPath(request.raw.url ?? ''))
      throw new InvalidInputProblem('The path has parts that no address here has.');
  });
  scope.removeAllContentTypeParsers();
  scope.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));

  void scope.register(httpProxy, {
    // An origin for the library alone: the connections choose the instance, and send its host.
    upstream: `http://${upstream.name}`,
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
      // Without this, the library retries a service that answers 503 up to ten times.
      retryDelay: () => null,
      onError: (reply, { error }) => {
        const problem = problemOfUpstream(upstream.name, error);
        onFailure(problem.status);
        void (reply as unknown as FastifyReply).send(problem);
      },
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
}
