import { type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo, Server } from 'node:net';
import { promisify } from 'node:util';
import { type RunningService, startService } from '@ride-hailing/service-kit';
import fastify, { type FastifyInstance } from 'fastify';
import { gatewayService } from '../src/gateway-service';
import { gatewayConfig, gatewayTokens as tokens } from './gateway-config';

export const TIMEOUT_MS = 1_000;

interface Seen {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A service behind the gateway: a real HTTP server that records its requests. */
export class ServiceBehind {
  readonly seen: Seen[] = [];
  /** Answers the requests that wait at `/rides/late`. */
  readonly waiting: (() => void)[] = [];
  private readonly server: FastifyInstance = fastify({ forceCloseConnections: true });

  constructor(readonly name: string) {
    this.server.removeAllContentTypeParsers();
    this.server.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body));
    this.server.addHook('preHandler', async ({ method, url, headers, body }) => {
      this.seen.push({ method, url, headers, body: typeof body === 'string' ? body : '' });
    });
    this.server.post('/rides', (_request, reply) =>
      reply.code(201).header('etag', '"1"').header('location', '/rides/r-1').send({ id: 'r-1', from: name }),
    );
    this.server.get('/rides/gone', (_request, reply) =>
      reply.code(404).type('application/problem+json').send({ title: 'Not found', status: 404 }),
    );
    this.server.get('/rides/busy', (_request, reply) => reply.code(503).header('retry-after', '1').send({}));
    this.server.get('/rides/late', async () => {
      await new Promise<void>((resolve) => this.waiting.push(resolve));
      return { from: name };
    });
    this.server.get('/rides/slow', (_request, reply) => reply.hijack());
    this.server.route({
      method: ['GET', 'POST'],
      url: '/rides/broken',
      handler: (request, reply) => {
        reply.hijack();
        request.raw.socket.destroy();
      },
    });
    this.server.get('/health/ready', () => ({ status: 'ready', checks: { database: { ok: true } } }));
    this.server.get('/metrics', () => 'secret figures');
    this.server.route({
      method: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'],
      url: '/*',
      handler: ({ url, method }, reply) => reply.header('etag', '"3"').send({ url, method, from: name }),
    });
  }

  async listen(port = 0): Promise<string> {
    await this.server.listen({ port, host: '127.0.0.1' });
    return this.url;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.server.address() as AddressInfo).port}`;
  }

  close(): Promise<void> {
    return this.server.close();
  }
}

export const startGateway = (
  rideServiceHttpUrl: string | string[],
  driverServiceHttpUrl: string,
  upstreamTimeoutMs = TIMEOUT_MS,
): Promise<RunningService> =>
  startService(
    gatewayService(
      gatewayConfig({
        rideServiceHttpUrl: [rideServiceHttpUrl].flat(),
        driverServiceHttpUrl: [driverServiceHttpUrl],
        upstreamTimeoutMs,
      }),
    ),
  );

/** A real gateway with two services behind it, called by a dispatcher. */
export class GatewayScene {
  readonly rides = new ServiceBehind('ride-service');
  readonly drivers = new ServiceBehind('driver-service');
  url = '';
  token = { authorization: '' };
  private gateway: RunningService | undefined;

  async start(): Promise<void> {
    this.token = await tokens.headers('dispatcher');
    this.gateway = await startGateway(await this.rides.listen(), await this.drivers.listen());
    this.url = this.gateway.url;
  }

  async stop(): Promise<void> {
    await this.gateway?.stop();
    await Promise.all([this.rides.close(), this.drivers.close()]);
  }

  readonly ask = (path: string, { headers, ...init }: RequestInit = {}, url = this.url): Promise<Response> =>
    fetch(url + path, {
      ...init,
      headers: { ...this.token, ...(headers as Record<string, string> | undefined) },
    });

  /** How many connections of callers the gateway has. */
  connections(): Promise<number> {
    const server = this.gateway?.app.getHttpServer() as Server;
    return promisify(server.getConnections.bind(server))();
  }

  /** The requests with this id that reached a service. Other requests may still arrive from an earlier test. */
  passedOn(requestId: string): Seen[] {
    const seen = [...this.rides.seen, ...this.drivers.seen];
    return seen.filter(({ headers }) => headers['x-request-id'] === requestId);
  }

  forget(): void {
    this.rides.seen.length = 0;
    this.drivers.seen.length = 0;
  }
}

/** Reads problem details, and checks that they reveal nothing of the inside. */
export async function problemOf(response: Response): Promise<Record<string, unknown>> {
  expect(response.headers.get('content-type')).toContain('application/problem+json');
  const text = await response.text();
  expect(text).not.toMatch(/\bat .*\.[jt]s|node_modules|127\.0\.0\.1|ECONN|UND_ERR/);
  return JSON.parse(text) as Record<string, unknown>;
}
