import { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { type Logger } from 'pino';
import { runInContext } from '../context/request-context';
import { contextOfRequest } from '../context/request-context.hook';
import { endRequestSpan } from '../tracing/request-span';
import { Metrics } from './metrics.service';

const QUIET_ROUTES = /^\/(health|metrics|docs)/;
const BUCKETS_SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];

/** The route's pattern, since the address itself would make one time series per id. */
const routeOf = (request: FastifyRequest): string => request.routeOptions.url ?? '(no route)';

const levelOf = (status: number): 'debug' | 'info' | 'warn' => {
  if (status >= 500) return 'warn';
  return status >= 400 ? 'info' : 'debug';
};

/**
 * Times every request by route, and logs its path, without the query string, headers and body. Successes are logged at
 * debug, since one line per request would cost more than most requests do.
 */
export function observeRequests(fastify: FastifyInstance, metrics: Metrics, logger: Logger): void {
  const duration = metrics.histogram({
    name: 'http_request_duration_seconds',
    help: 'Time to answer, by route and status',
    labelNames: ['method', 'route', 'status'],
    buckets: BUCKETS_SECONDS,
  });
  fastify.addHook('onResponse', (request, reply, done) => {
    const { method } = request;
    const route = routeOf(request);
    duration.observe({ method, route, status: reply.statusCode }, reply.elapsedTime / 1_000);
    endRequestSpan(contextOfRequest(request), { method, route, url: request.url, status: reply.statusCode });
    if (!QUIET_ROUTES.test(route)) logRequest(logger, request, reply);
    done();
  });
}

function logRequest(logger: Logger, request: FastifyRequest, reply: FastifyReply): void {
  const level = levelOf(reply.statusCode);
  if (!logger.isLevelEnabled(level)) return;
  const line = {
    method: request.method,
    path: request.url.split('?', 1)[0],
    status: reply.statusCode,
    tookMs: Math.round(reply.elapsedTime * 10) / 10,
  };
  runInContext(contextOfRequest(request), () => logger[level](line, 'request'));
}
