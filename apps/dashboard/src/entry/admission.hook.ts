import { ForbiddenProblem } from '@ride-hailing/service-kit';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Config } from '../config';
import { EntryKey } from './entry-key';
import { refusePage } from './refusal-page';

const LOOPBACK_HOST = /^(localhost|127\.0\.0\.1|\[::1\])(?::(\d{1,5}))?$/i;
const HTTP_PORT = 80;
const READING = ['GET', 'HEAD'];

/** For machines: they send no cookie, and name the host as their network does. */
const OF_PROBES = /^\/(health|metrics)(\/|$)/;
const OF_SERVICES = '/v1/traces';

type Admitting = Pick<Config, 'dashboardKey' | 'allowNonLoopback'>;

/**
 * Admits a browser alone that has opened the page by its key, and programs to what is for programs. A name that points to
 * this machine for a while (DNS rebinding), and a page of another origin, get nothing.
 */
export function admitOnlyThePage(fastify: FastifyInstance, config: Admitting): void {
  const key = new EntryKey(config.dashboardKey);
  fastify.addHook('onRequest', async (request, reply) => {
    const path = request.url.split('?', 1)[0] ?? '';
    if (OF_PROBES.test(path)) return undefined;
    if (path === OF_SERVICES) return refuseBrowsers(request);
    checkHost(request, config.allowNonLoopback);
    const given = (request.query as { readonly key?: unknown }).key;
    if (path === '/' && given !== undefined) {
      void reply.header('cache-control', 'no-store');
      if (!key.opensWith(given)) return refusePage(reply);
      return reply.header('set-cookie', key.cookieFor(request)).redirect('/', 303);
    }
    if (!key.isKnownTo(request)) {
      if (!path.startsWith('/api/')) return refusePage(reply);
      throw new ForbiddenProblem(
        'The cookie of the page is missing. Open the address that `npm start` prints.',
      );
    }
    return READING.includes(request.method) ? undefined : checkOrigin(request);
  });
}

function checkHost({ headers, socket }: FastifyRequest, allowsAnyPort: boolean): void {
  const [whole, , port = HTTP_PORT] = LOOPBACK_HOST.exec(headers.host ?? '') ?? [];
  // A container does not know on which port of the machine it is published.
  if (whole !== undefined && (allowsAnyPort || Number(port) === socket.localPort)) return;
  throw new ForbiddenProblem('The Host is not this machine: use localhost or 127.0.0.1, and the own port.');
}

function checkOrigin({ headers }: FastifyRequest): void {
  if (headers.origin === `http://${headers.host}`) return;
  throw new ForbiddenProblem('The Origin is not that of the page, so nothing may be changed.');
}

/** Browsers name the origin of every request that posts something; services never do. */
function refuseBrowsers({ headers }: FastifyRequest): void {
  if (headers.origin === undefined && headers['sec-fetch-site'] === undefined) return;
  throw new ForbiddenProblem('Traces are taken from services, not from web pages.');
}
