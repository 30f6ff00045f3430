import cors from '@fastify/cors';
import helmet from '@fastify/helmet';
import rateLimit from '@fastify/rate-limit';
import { requestContext, TooManyRequestsProblem } from '@ride-hailing/service-kit';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { MonotonicWindowStore } from './monotonic-window.store';

export interface HttpPluginOptions {
  /** Web pages of these origins may ask; none by default. */
  readonly corsOrigins: readonly string[];
  /** So many requests of one identity to one route in each window. */
  readonly rateLimitRequests: number;
  readonly rateLimitWindowMs: number;
}

const MOST_COUNTED = 20_000;
const RATE_HEADERS = ['ratelimit-limit', 'ratelimit-remaining', 'ratelimit-reset', 'retry-after'];

/** The library makes its store itself. */
class CountedWindows extends MonotonicWindowStore {
  constructor() {
    super(MOST_COUNTED);
  }
}

/** Where nobody is identified, the address counts. By route pattern: an address with ids would be one each. */
const whoAndWhere = (request: FastifyRequest): string => {
  const known = requestContext()?.identity;
  const who = known ? `${known.role}/${known.sub}` : `address/${request.ip}`;
  return `${who} ${request.method} ${request.routeOptions.url ?? ''}`;
};

/**
 * What all answers of the gateway have in common: headers for browsers, web pages of named origins alone, and a
 * limit of requests, by identity where there is one. Each gateway counts for itself.
 */
export async function registerHttpPlugins(
  fastify: FastifyInstance,
  options: HttpPluginOptions,
): Promise<void> {
  await fastify.register(helmet, {
    // There is no TLS here that browsers could be sent to.
    strictTransportSecurity: false,
    contentSecurityPolicy: { directives: { upgradeInsecureRequests: null } },
  });
  if (options.corsOrigins.length > 0) {
    await fastify.register(cors, {
      origin: [...options.corsOrigins],
      methods: ['GET', 'POST'],
      allowedHeaders: [
        'authorization',
        'content-type',
        'idempotency-key',
        'if-match',
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
    keyGenerator: whoAndWhere,
    errorResponseBuilder: (_request, { ttl }) =>
      new TooManyRequestsProblem(
        `More than ${options.rateLimitRequests} requests in ${options.rateLimitWindowMs} ms; ` +
          `ask again in ${Math.max(1, Math.ceil(ttl / 1_000))} s.`,
      ),
  });
}
