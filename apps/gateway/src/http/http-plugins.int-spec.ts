import { type RunningService, startService } from '@ride-hailing/service-kit';
import { eventually } from '@ride-hailing/testing';
import fastify, { type FastifyInstance } from 'fastify';
import { gatewayEnvironment, gatewayTokens as tokens } from '../../test/gateway-config';
import { configSchema } from '../config';
import { gatewayService } from '../gateway-service';

const PAGE = 'https://page.example';
const MOST = 5;
const WINDOW_MS = 1_500;

describe('the HTTP plugins of the gateway', () => {
  const behind: FastifyInstance = fastify({ forceCloseConnections: true });
  const running: RunningService[] = [];

  const start = async (environment: Record<string, unknown> = {}): Promise<string> => {
    const url = `http://127.0.0.1:${(behind.server.address() as { port: number }).port}`;
    const config = configSchema.parse({
      ...gatewayEnvironment,
      rideServiceHttpUrl: url,
      driverServiceHttpUrl: url,
      ...environment,
    });
    const gateway = await startService(gatewayService(config));
    running.push(gateway);
    return gateway.url;
  };

  beforeAll(async () => {
    behind.get('/*', () => ({ ok: true }));
    await behind.listen({ port: 0, host: '127.0.0.1' });
  });
  afterAll(async () => {
    await Promise.all(running.map((one) => one.stop()));
    await behind.close();
  });

  const bearer = (sub: string) => tokens.headers('rider', sub);
  const statusOf = async (url: string, headers: Record<string, string>): Promise<number> =>
    (await fetch(url, { headers })).status;

  it('limits the requests of each identity to each route, and says when to retry', async () => {
    const url = await start({ rateLimitRequests: MOST, rateLimitWindowMs: WINDOW_MS });
    const [one, other] = [await bearer('r-1'), await bearer('r-2')];
    for (let sent = 1; sent <= MOST; sent += 1) {
      const { status, headers } = await fetch(`${url}/rides/x`, { headers: one });
      expect([status, headers.get('ratelimit-remaining')]).toEqual([200, String(MOST - sent)]);
    }
    const refused = await fetch(`${url}/rides/y`, { headers: { ...one, 'x-request-id': 'q-1' } });
    expect(refused.status).toBe(429);
    expect(refused.headers.get('content-type')).toContain('application/problem+json');
    expect(refused.headers.get('ratelimit-limit')).toBe(String(MOST));
    expect(await refused.json()).toMatchObject({
      title: 'Too many requests',
      status: 429,
      detail: expect.stringContaining(`${MOST} requests`) as string,
      requestId: 'q-1',
    });
    expect(await statusOf(`${url}/rides/x`, other)).toBe(200);
    expect(await statusOf(`${url}/drivers/nearest`, one)).toBe(200);
    const waitSeconds = Number(refused.headers.get('retry-after'));
    expect(waitSeconds).toBeGreaterThanOrEqual(1);
    expect(waitSeconds).toBeLessThanOrEqual(Math.ceil(WINDOW_MS / 1_000));
    await eventually(async () => (await statusOf(`${url}/rides/x`, one)) === 200, { timeoutMs: 10_000 });
  });

  it('counts requests by address when the caller has no identity', async () => {
    const url = await start({ rateLimitRequests: MOST, rateLimitWindowMs: 60_000 });
    const statuses: number[] = [];
    for (let sent = 0; sent <= MOST; sent += 1) statuses.push(await statusOf(`${url}/`, {}));
    expect(statuses).toEqual([...Array.from({ length: MOST }, () => 200), 429]);
  });

  it('answers a thousand requests at once', async () => {
    const url = await start({ rateLimitRequests: 600 });
    const callers = await Promise.all(Array.from({ length: 4 }, (_, index) => bearer(`r-${index}`)));
    const statuses = await Promise.all(
      Array.from({ length: 1_000 }, (_, index) => statusOf(`${url}/rides/x`, callers[index % 4] ?? {})),
    );
    expect([...new Set(statuses)].filter((status) => ![200, 429, 503].includes(status))).toEqual([]);
    expect(statuses).toContain(200);
    expect(await statusOf(`${url}/health/live`, {})).toBe(200);
  });

  it('sends security headers to browsers, also with a refusal', async () => {
    const url = await start();
    for (const headers of [await bearer('r-1'), {}]) {
      const answer = await fetch(`${url}/rides/x`, { headers });
      expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
      expect(answer.headers.get('content-security-policy')).toContain("default-src 'self'");
      expect(answer.headers.get('x-powered-by')).toBeNull();
    }
  });

  const preflight = (url: string, origin: string) =>
    fetch(`${url}/rides`, {
      method: 'OPTIONS',
      headers: { origin, 'access-control-request-method': 'POST' },
    });

  it('allows no web page of another origin by default', async () => {
    const url = await start();
    const answer = await fetch(`${url}/rides/x`, { headers: { ...(await bearer('r-1')), origin: PAGE } });
    expect(answer.headers.get('access-control-allow-origin')).toBeNull();
    const preflighted = await preflight(url, PAGE);
    expect([preflighted.status, preflighted.headers.get('access-control-allow-origin')]).toEqual([401, null]);
  });

  it('allows web pages of the configured origins, without a token for the preflight', async () => {
    const url = await start({ corsOrigins: `${PAGE}, http://localhost:8080` });
    const allowed = async (origin: string) => {
      const answer = await preflight(url, origin);
      return answer.headers.get('access-control-allow-origin');
    };
    expect(await allowed(PAGE)).toBe(PAGE);
    expect(await allowed('http://localhost:8080')).toBe('http://localhost:8080');
    expect(await allowed('https://elsewhere.example')).toBeNull();
    const headers = (await preflight(url, PAGE)).headers.get('access-control-allow-headers');
    expect(headers?.split(', ')).toEqual(expect.arrayContaining(['if-match', 'if-version-at-least']));
    const refused = await fetch(`${url}/rides/x`, { headers: { origin: PAGE } });
    expect([refused.status, refused.headers.get('access-control-allow-origin')]).toEqual([401, PAGE]);
  });

  it.each(['*', 'page.example', 'https://page.example/path'])('refuses %s as an origin', (corsOrigins) => {
    expect(() => configSchema.parse({ ...gatewayEnvironment, corsOrigins })).toThrow(/origins such as/);
  });
});
