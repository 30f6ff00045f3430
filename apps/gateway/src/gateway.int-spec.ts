import { request as rawRequest, type IncomingHttpHeaders } from 'node:http';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { type RunningService, startService } from '@ride-hailing/service-kit';
import { eventually } from '@ride-hailing/testing';
import fastify, { type FastifyInstance } from 'fastify';
import { gatewayConfig, gatewayTokens as tokens } from '../test/gateway-config';
import type { Config } from './config';
import { gatewayService } from './gateway-service';

const TIMEOUT_MS = 400;
const TRICK = 'trick';

interface Seen {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A service behind the gateway: a real HTTP server that records its requests. */
class Behind {
  readonly seen: Seen[] = [];
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
    this.server.get('/rides/slow', (_request, reply) => reply.hijack());
    this.server.get('/rides/broken', (request, reply) => {
      reply.hijack();
      request.raw.socket.destroy();
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
    return `http://127.0.0.1:${(this.server.server.address() as AddressInfo).port}`;
  }

  close(): Promise<void> {
    return this.server.close();
  }
}

const start = async (
  rideServiceHttpUrl: string,
  driverServiceHttpUrl: string,
  given: Partial<Config> = {},
): Promise<RunningService> => {
  const upstreams = { rideServiceHttpUrl, driverServiceHttpUrl, upstreamTimeoutMs: TIMEOUT_MS };
  return startService(gatewayService(gatewayConfig({ ...upstreams, ...given })));
};

/** Sends the path unchanged; fetch would normalize it. */
const rawGet = (
  base: string,
  path: string,
  token: { authorization: string },
): Promise<{ status: number; body: string }> =>
  new Promise((resolve, reject) => {
    const { hostname, port } = new URL(base);
    const headers = { 'x-request-id': TRICK, ...token };
    const request = rawRequest({ hostname, port, path, headers, agent: false }, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (chunk: string) => (body += chunk));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body }));
    });
    request.on('error', reject).end();
  });

const rawExchange = (base: string, text: string): Promise<string> =>
  new Promise((resolve, reject) => {
    const socket = connect(Number(new URL(base).port), '127.0.0.1', () => socket.write(text));
    let answer = '';
    socket.setEncoding('utf8').on('data', (chunk: string) => (answer += chunk));
    socket.on('error', reject).on('close', () => resolve(answer));
  });

describe('the gateway', () => {
  const rides = new Behind('ride-service');
  const drivers = new Behind('driver-service');
  let gateway: RunningService;
  let dispatcher: { authorization: string };
  const askAt = (url: string, { headers, ...init }: RequestInit = {}): Promise<Response> =>
    fetch(url, { ...init, headers: { ...dispatcher, ...(headers as Record<string, string> | undefined) } });
  const ask = (path: string, init?: RequestInit): Promise<Response> => askAt(`${gateway.url}${path}`, init);
  /** Requests that must not get through but did. Other requests may still arrive from an earlier test. */
  const tricked = (): Seen[] =>
    [...rides.seen, ...drivers.seen].filter(({ headers }) => headers['x-request-id'] === TRICK);
  const problemOf = async (response: Response): Promise<Record<string, unknown>> => {
    expect(response.headers.get('content-type')).toContain('application/problem+json');
    const text = await response.text();
    expect(text).not.toMatch(/\bat .*\.[jt]s|node_modules|127\.0\.0\.1|ECONN|UND_ERR/);
    return JSON.parse(text) as Record<string, unknown>;
  };

  beforeAll(async () => {
    dispatcher = await tokens.headers('dispatcher');
    gateway = await start(await rides.listen(), await drivers.listen());
  });
  afterEach(() => {
    rides.seen.length = 0;
    drivers.seen.length = 0;
  });
  afterAll(async () => {
    await gateway.stop();
    await Promise.all([rides.close(), drivers.close()]);
  });

  describe('passing on', () => {
    it('passes requests below /rides and /drivers to their owners, with path and query', async () => {
      expect(await (await ask('/rides?status=ASSIGNED&limit=3')).json()).toMatchObject({
        from: 'ride-service',
        url: '/rides?status=ASSIGNED&limit=3',
      });
      expect(await (await ask('/drivers/nearest?lat=37.5&lng=127')).json()).toMatchObject({
        from: 'driver-service',
        url: '/drivers/nearest?lat=37.5&lng=127',
      });
    });

    it('passes a body on byte for byte, with the headers that commands need', async () => {
      const body = '{ "riderId":"r-1",  "notes":"안녕하세요" }';
      const headers = { 'content-type': 'application/json', 'idempotency-key': 'k-1', 'if-match': '"3"' };
      const response = await ask('/rides', { method: 'POST', body, headers });
      expect(response.status).toBe(201);
      expect(response.headers.get('etag')).toBe('"1"');
      expect(response.headers.get('location')).toBe('/rides/r-1');
      expect(rides.seen).toMatchObject([{ method: 'POST', url: '/rides', body, headers }]);
    });

    it('passes on a command without a body', async () => {
      const response = await ask('/rides/r-1/start', { method: 'POST' });
      expect(await response.json()).toMatchObject({ method: 'POST', url: '/rides/r-1/start' });
    });

    it('passes back the status and the problem of the owner, without a retry', async () => {
      expect((await ask('/rides/gone')).status).toBe(404);
      const busy = await ask('/rides/busy');
      expect(busy.status).toBe(503);
      expect(busy.headers.get('retry-after')).toBe('1');
      expect(rides.seen.map(({ url }) => url)).toEqual(['/rides/gone', '/rides/busy']);
    });

    it.each([
      ['without a Content-Type', {}],
      ['with a content coding', { 'content-type': 'application/json', 'content-encoding': 'gzip' }],
      ['of a form', { 'content-type': 'application/x-www-form-urlencoded' }],
    ])('passes on a body %s unchanged, for its owner to refuse', async (_what, given) => {
      const headers: Record<string, string> = { ...given };
      await ask('/rides', { method: 'POST', body: Buffer.from('{"a": 1}'), headers });
      expect(rides.seen).toMatchObject([{ body: '{"a": 1}', headers }]);
      expect(rides.seen[0]?.headers['content-type']).toBe(headers['content-type']);
    });

    it('passes on a command with a typed but empty body as one without a body', async () => {
      const headers = { 'content-type': 'application/json', 'content-length': '0' };
      const response = await ask('/rides/r-1/start', { method: 'POST', headers });
      expect(response.status).toBe(200);
      expect(rides.seen[0]?.body).toBe('');
    });

    it('passes on methods that only the owner may refuse', async () => {
      for (const method of ['PUT', 'PATCH', 'DELETE', 'OPTIONS']) {
        rides.seen.length = 0;
        await ask('/rides/r-1', { method });
        expect(rides.seen).toMatchObject([{ method }]);
      }
    });

    it('passes on malformed JSON, for its owner to refuse', async () => {
      const headers = { 'content-type': 'application/json' };
      await ask('/rides', { method: 'POST', body: '{"half', headers });
      expect(rides.seen[0]?.body).toBe('{"half');
    });
  });

  describe('the request context', () => {
    it('passes on the request id and the trace of the caller', async () => {
      const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
      const response = await ask('/rides/r-1', { headers: { 'x-request-id': 'mine-1', traceparent } });
      expect(response.headers.get('x-request-id')).toBe('mine-1');
      const passedOn = rides.seen[0]?.headers;
      expect(passedOn?.['x-request-id']).toBe('mine-1');
      expect(passedOn?.traceparent).toMatch(/^00-0af7651916cd43dd8448eb211c80319c-[0-9a-f]{16}-01$/);
    });

    it('makes a request id and a trace when the caller sends none, and returns the id that it passes on', async () => {
      const response = await ask('/rides', {
        method: 'POST',
        body: '{}',
        headers: { 'content-type': 'text/plain' },
      });
      const passedOn = rides.seen[0]?.headers;
      expect(passedOn?.['x-request-id']).toBe(response.headers.get('x-request-id'));
      expect(passedOn?.traceparent).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
    });

    it('replaces forwarded headers of the caller', async () => {
      await ask('/rides/r-1', { headers: { 'x-forwarded-for': '1.2.3.4', forwarded: 'for=1.2.3.4' } });
      expect(rides.seen[0]?.headers['x-forwarded-for']).toBe('127.0.0.1');
      expect(rides.seen[0]?.headers).not.toHaveProperty('forwarded');
    });
  });

  describe('answering by itself', () => {
    it('answers 503 when a service does not listen, 502 when its response breaks off, 504 when none comes', async () => {
      const nobody = createServer();
      const url = await new Promise<string>((resolve) => {
        nobody.listen(0, '127.0.0.1', () => {
          const { port } = nobody.address() as AddressInfo;
          nobody.close(() => resolve(`http://127.0.0.1:${port}`));
        });
      });
      const lonely = await start(url, url);
      const down = await askAt(`${lonely.url}/rides/r-1`, { headers: { 'x-request-id': 'q-1' } });
      expect(await problemOf(down)).toMatchObject({ status: 503, requestId: 'q-1' });
      expect(down.headers.get('retry-after')).toBe('1');
      expect((await fetch(`${lonely.url}/health/ready`)).status).toBe(200);
      await lonely.stop();

      const broken = await ask('/rides/broken', { headers: { 'x-request-id': 'q-2' } });
      expect(await problemOf(broken)).toMatchObject({ status: 502, requestId: 'q-2' });
      const startedAt = performance.now();
      const slow = await ask('/rides/slow', { headers: { 'x-request-id': 'q-3' } });
      expect(await problemOf(slow)).toMatchObject({ status: 504, requestId: 'q-3' });
      expect(performance.now() - startedAt).toBeLessThan(TIMEOUT_MS * 4);
    });

    it('answers 504 within the deadline also to requests queued behind other slow ones', async () => {
      const startedAt = performance.now();
      const answers = await Promise.all(Array.from({ length: 150 }, () => ask('/rides/slow')));
      expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([504]));
      expect(performance.now() - startedAt).toBeLessThan(TIMEOUT_MS * 6);
      expect((await ask('/rides/r-1')).status).toBe(200);
    });

    it('answers 413 to a body that is too large, with or without a Content-Length', async () => {
      const large = 'x'.repeat(2 * 1024 * 1024);
      const text = `POST /rides HTTP/1.1\r\nhost: a\r\nx-request-id: ${TRICK}\r\nauthorization: ${dispatcher.authorization}\r\nconnection: close\r\ncontent-type: application/json\r\n`;
      const announced = `${text}content-length: ${large.length}\r\n\r\n`;
      const chunk = `${(64 * 1024).toString(16)}\r\n${'x'.repeat(64 * 1024)}\r\n`;
      const chunked = `${text}transfer-encoding: chunked\r\n\r\n${chunk.repeat(3)}`;
      expect(await rawExchange(gateway.url, announced)).toMatch(
        /^HTTP\/1\.1 413 [^]*application\/problem\+json/,
      );
      expect(await rawExchange(gateway.url, chunked)).toMatch(/^HTTP\/1\.1 413 /);
      expect(tricked()).toEqual([]);
    });

    it('answers 400 to what is not HTTP, and to contradictory lengths', async () => {
      expect(await rawExchange(gateway.url, 'RIDES please\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 /);
      const twice = `GET /rides HTTP/1.1\r\nhost: a\r\nx-request-id: ${TRICK}\r\ncontent-length: 3\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n`;
      expect(await rawExchange(gateway.url, twice)).toMatch(/^HTTP\/1\.1 400 /);
      expect(tricked()).toEqual([]);
    });

    it.each([
      ['GET', '/rides/01900000-0000-7000-8000-00000000000a/assignment', 'POST'],
      ['POST', '/rides/01900000-0000-7000-8000-00000000000a/journey', 'GET, HEAD'],
      ['DELETE', '/assignments/01900000-0000-7000-8000-00000000000a', 'GET, HEAD'],
      ['POST', '/health', 'GET, HEAD'],
    ])('answers 405 to %s %s, whose path is its own, and passes nothing on', async (method, path, allow) => {
      const answer = await ask(path, { method, headers: { 'x-request-id': TRICK } });
      expect([answer.headers.get('allow'), await problemOf(answer)]).toEqual([
        allow,
        expect.objectContaining({ status: 405 }),
      ]);
      expect(tricked()).toEqual([]);
    });

    it('answers 415 to a request for an assignment that is not JSON', async () => {
      for (const type of ['application/x-www-form-urlencoded', 'text/plain']) {
        const path = '/rides/01900000-0000-7000-8000-00000000000a/assignment';
        const answer = await ask(path, {
          method: 'POST',
          body: 'driverId=d-1',
          headers: { 'content-type': type },
        });
        expect(await problemOf(answer)).toMatchObject({ status: 415 });
      }
    });

    it.each([
      '/rides/01900000-0000-7000-8000-00000000000a/journey?x=1',
      '/assignments/01900000-0000-7000-8000-00000000000a?x=1',
      '/health?x=1',
      '/?x=1',
    ])('answers 400 to an unknown query parameter: %s', async (path) => {
      expect(await problemOf(await ask(path))).toMatchObject({ status: 400, errors: [{ field: 'x' }] });
    });

    it('answers 404 to a path of no service', async () => {
      for (const path of ['/nothing', '/ridesx', '/docs-of-rides', '/drivers-x/1']) {
        expect(await problemOf(await ask(path))).toMatchObject({ status: 404 });
      }
    });
  });

  it.each([
    '//metrics',
    '/rides/../metrics',
    '/rides/..%2fmetrics',
    '/rides/%2e%2e/metrics',
    '/rides/%2e%2e%2fmetrics',
    '/rides%2f%2e%2e%2fmetrics',
    '/rides/%252e%252e/metrics',
    '/rides/..;/health/ready',
    '/rides/..\\metrics',
    '/rides//../health/ready',
    '/drivers/./../metrics',
    '/rides/%00',
    '/rides/%zz',
    'http://127.0.0.1/rides/../metrics',
  ])('lets no caller reach internal paths of a service by %s', async (path) => {
    const { status, body } = await rawGet(gateway.url, path, dispatcher);
    expect([400, 404]).toContain(status);
    expect(body).not.toContain('secret');
    expect(tricked()).toEqual([]);
  });

  describe('its front door', () => {
    it('links to its pages and shows commands', async () => {
      const index = (await (await ask('/')).json()) as { links: Record<string, string>; try: string[] };
      expect(index.links['ride-service OpenAPI']).toMatch(/^http:.*\/docs$/);
      expect((await ask(index.links['health'] as string)).status).toBe(200);
      expect(index.try[0]).toContain(gateway.url);
    });

    it('shows whether the services behind the gateway are ready, and which is not', async () => {
      expect(await (await ask('/health')).json()).toMatchObject({
        status: 'ready',
        services: { 'ride-service': { status: 'ready', checks: { database: { ok: true } } } },
      });
      const sockets: Socket[] = [];
      const hanging: Server = createServer((socket) => sockets.push(socket));
      await new Promise<void>((resolve) => hanging.listen(0, '127.0.0.1', resolve));
      const half = await start(
        `http://127.0.0.1:${(hanging.address() as AddressInfo).port}`,
        await halfUrl(),
      );
      const response = await fetch(`${half.url}/health`);
      expect(response.status).toBe(503);
      expect(await response.json()).toMatchObject({
        status: 'not-ready',
        services: {
          'ride-service': { status: 'unreachable', reason: expect.stringContaining('no answer') as string },
          'driver-service': { status: 'ready' },
        },
      });
      await half.stop();
      sockets.forEach((socket) => socket.destroy());
      hanging.close();
    });

    const halfUrl = async (): Promise<string> => {
      const answer = (await (await ask('/')).json()) as { links: Record<string, string> };
      return new URL(answer.links['driver-service OpenAPI'] as string).origin;
    };
  });

  it('needs its database for assignments only: during an outage it stays ready and serves all else', async () => {
    const ride = '01900000-0000-7000-8000-00000000000a';
    const refused = await ask(`/rides/${ride}/assignment`, { method: 'POST' });
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '1']);
    expect(await problemOf(refused)).toMatchObject({ detail: 'The database is not ready yet.' });
    expect((await ask(`/assignments/${ride}`)).status).toBe(503);
    expect((await ask(`/rides/${ride}`)).status).toBe(200);
    const ready = await ask('/health/ready');
    expect(ready.status).toBe(200);
    expect(await ready.json()).toMatchObject({ checks: { database: { ok: false, required: false } } });
  });

  it('completes a request in flight before it stops', async () => {
    const late = new Behind('late');
    const stopping = await start(await late.listen(), 'http://127.0.0.1:9');
    const inFlight = askAt(`${stopping.url}/rides/slow`);
    await eventually(async () => (await fetch(`${stopping.url}/health/live`)).ok);
    const stopped = stopping.stop();
    expect((await inFlight).status).toBe(504);
    expect(await stopped).toBeLessThan(3_000);
    await late.close();
  });
});
