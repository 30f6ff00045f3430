import cors from '@fastify/cors';
import helmet from '@fastify/helmet';
import rateLimit from '@fastify/rate-limit';
import { requestContext, TooManyRequestsProblem } from '@ride-hailing/service-kit';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Config } from '../config';
import { MonotonicWindowStore } from './monotonic-window.store';

const MOST_COUNTED = 20_000;
const RATE_HEADERS = ['ratelimit-limit', 'ratelimit-remaining', 'ratelimit-reset', 'retry-after'];

/** The library constructs the store itself, with arguments of its own. */
class CountedWindows extends MonotonicWindowStore {
  constructor() {
    super(MOST_COUNTED);
  }
}

/** Counts by identity, or by address without one, and by route pattern, since paths contain ids. */
const rateLimitKey = (request: FastifyRequest): string => {
  const known = requestContext()?.identity;
  const who = known ? `${known.role}/${known.sub}` : `address/${request.ip}`;
  return `${who} ${request.method} ${request.routeOptions.url ?? ''}`;
};

/**
 * Adds to all responses security headers for browsers, CORS for the configured origins, and a rate limit. Each gateway
 * counts for itself.
 */
export async function registerHttpPlugins(
  fastify: FastifyInstance,
  options: Pick<Config, 'corsOrigins' | 'rateLimitRequests' | 'rateLimitWindowMs'>,
): Promise<void> {
  await fastify.register(helmet, {
    // The gateway itself serves no TLS that browsers could be sent to.
    strictTransportSecurity: false,
    contentSecurityPolicy: { directives: { upgradeInsecureRequests: null } },
  });
  if (options.corsOrigins.length > 0) {
    await fastify.register(cors, {
      origin: options.corsOrigins,
      methods: ['GET', 'POST'],
      allowedHeaders: [
        'authorization',
        'content-type',
        'idempotency-key',
        'if-match',
        'if-version-at-least',
        'x-request-id',
        'traceparent',
      ],
      exposedHeaders: ['etag', 'location', 'x-request-id', ...RATE_HEADERS],
      maxAge: 600,
    });
  }
  await fastify.register(rateLimit, {
    hook: 'onRequest',
    max: options.rateLimitRequests,
    timeWindow: options.rateLimitWindowMs,
    store: CountedWindows,
    enableDraftSpec: true,
    keyGenerator: rateLimitKey,
    errorResponseBuilder: (_request, { ttl }) =>
      new TooManyRequestsProblem(
        `More than ${options.rateLimitRequests} requests in ${options.rateLimitWindowMs} ms; ` +
          `ask again in ${Math.max(1, Math.ceil(ttl / 1_000))} s.`,
      ),
  });
}
