import { request as rawRequest } from 'node:http';
import { type AddressInfo, createServer } from 'node:net';
import { eventually } from '@ride-hailing/testing';
import { GatewayScene, problemOf, startGateway, TIMEOUT_MS } from '../../test/gateway-scene';

const TRICK = 'trick';

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

describe('the proxy', () => {
  const scene = new GatewayScene();
  const { rides, ask } = scene;

  beforeAll(() => scene.start());
  afterEach(() => scene.forget());
  afterAll(() => scene.stop());

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

  it('goes on when callers leave before a service has answered', async () => {
    const leaving = new AbortController();
    const left = Array.from({ length: 20 }, () =>
      expect(ask('/rides/late', { signal: leaving.signal })).rejects.toThrow(),
    );
    await eventually(() => rides.waiting.length === 20);
    const connected = await scene.connections();
    leaving.abort();
    await Promise.all(left);
    // Only then does the gateway know that nobody waits for the answers.
    await eventually(async () => (await scene.connections()) <= connected - 20);
    for (const answer of rides.waiting.splice(0)) answer();
    const later = ask('/rides/late');
    await eventually(() => rides.waiting.length === 1);
    rides.waiting.pop()?.();
    expect((await later).status).toBe(200);
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
      expect(passedOn?.traceparent).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-00$/);
    });

    it('replaces forwarded headers of the caller', async () => {
      await ask('/rides/r-1', { headers: { 'x-forwarded-for': '1.2.3.4', forwarded: 'for=1.2.3.4' } });
      expect(rides.seen[0]?.headers['x-forwarded-for']).toBe('127.0.0.1');
      expect(rides.seen[0]?.headers).not.toHaveProperty('forwarded');
    });
  });

  describe('without a response of a service', () => {
    it('answers 503 when a service does not listen, 502 when its response breaks off, 504 when none comes', async () => {
      const nobody = createServer();
      const url = await new Promise<string>((resolve) => {
        nobody.listen(0, '127.0.0.1', () => {
          const { port } = nobody.address() as AddressInfo;
          nobody.close(() => resolve(`http://127.0.0.1:${port}`));
        });
      });
      const lonely = await startGateway(url, url);
      const down = await ask('/rides/r-1', { headers: { 'x-request-id': 'q-1' } }, lonely.url);
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
      // A busy machine must keep the limit of 2.5 deadlines below; three batches that wait one after the other must not.
      const timeoutMs = 3 * TIMEOUT_MS;
      const patient = await startGateway(rides.url, scene.drivers.url, timeoutMs);
      const startedAt = performance.now();
      const answers = await Promise.all(
        Array.from({ length: 150 }, () => ask('/rides/slow', {}, patient.url)),
      );
      expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([504]));
      expect(performance.now() - startedAt).toBeLessThan(timeoutMs * 2.5);
      expect((await ask('/rides/r-1', {}, patient.url)).status).toBe(200);
      await patient.stop();
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
    const { status, body } = await rawGet(scene.url, path, scene.token);
    expect([400, 404]).toContain(status);
    expect(body).not.toContain('secret');
    expect(scene.passedOn(TRICK)).toEqual([]);
  });
});
