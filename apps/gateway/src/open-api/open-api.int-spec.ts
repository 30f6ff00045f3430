import { type RunningService, startService } from '@ride-hailing/service-kit';
import fastify, { type FastifyInstance } from 'fastify';
import { gatewayConfig } from '../../test/gateway-config';
import { gatewayService } from '../gateway-service';

const TIMEOUT_MS = 400;
/** How much longer than the deadline a response may take on a busy machine. */
const SLACK_MS = 2_000;
const NOWHERE = 'http://127.0.0.1:1';
const OWN = ['/', '/health', '/rides/{id}/journey', '/rides/{id}/assignment', '/assignments/{id}'];

interface Document {
  readonly info: { readonly description: string };
  readonly paths: Readonly<Record<string, Readonly<Record<string, { readonly operationId: string }>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, object>> };
}

const asks = (operationId: string, schema: string) => ({
  operationId,
  responses: {
    200: { content: { 'application/json': { schema: { $ref: `#/components/schemas/${schema}` } } } },
  },
});
const RIDES = {
  openapi: '3.0.0',
  paths: {
    '/rides/{id}': { get: asks('rideOf', 'JourneyDto') },
    '/rides/{id}/journey': { get: asks('theirJourney', 'JourneyDto') },
  },
  components: { schemas: { JourneyDto: { type: 'string' } } },
};
const DRIVERS = {
  openapi: '3.0.0',
  paths: {
    '/drivers/{id}': { get: asks('driverOf', 'DriverDto') },
    '/ride-copy/{rideId}': { get: asks('copyOf', 'CopyDto') },
  },
  components: { schemas: { DriverDto: { type: 'object' }, CopyDto: { type: 'object' } } },
};

describe('the OpenAPI document of the gateway', () => {
  const behind: FastifyInstance[] = [];
  const gateways: RunningService[] = [];

  /** A service behind the gateway: a real HTTP server that answers with the document, or never. */
  const serve = async (answer: unknown): Promise<string> => {
    const server = fastify({ forceCloseConnections: true });
    behind.push(server);
    server.get('/docs-json', (_request, reply) =>
      answer === 'silence' ? reply.hijack() : reply.send(answer),
    );
    return server.listen({ port: 0, host: '127.0.0.1' });
  };
  const start = async (rides: string, drivers: string): Promise<string> => {
    const urls = { rideServiceHttpUrl: [rides], driverServiceHttpUrl: [drivers] };
    const config = gatewayConfig({ ...urls, upstreamTimeoutMs: TIMEOUT_MS });
    const gateway = await startService(gatewayService(config));
    gateways.push(gateway);
    return gateway.url;
  };
  const documentAt = async (url: string): Promise<Document & { tookMs: number }> => {
    const startedAt = performance.now();
    const response = await fetch(`${url}/docs-json`);
    expect(response.status).toBe(200);
    const document = (await response.json()) as Document;
    return { ...document, tookMs: performance.now() - startedAt };
  };

  afterEach(async () => {
    await Promise.all(gateways.splice(0).map((gateway) => gateway.stop()));
    await Promise.all(behind.splice(0).map((server) => server.close()));
  });

  it('describes all public operations, of the gateway and of both services', async () => {
    const url = await start(await serve(RIDES), await serve(DRIVERS));
    const { paths, components, info } = await documentAt(url);
    expect(Object.keys(paths).sort()).toEqual([...OWN, '/rides/{id}', '/drivers/{id}'].sort());
    expect(paths['/rides/{id}/journey']?.['get']?.operationId).toBe('JourneyController_of');
    expect(Object.keys(components.schemas)).toContain('DriverDto');
    expect(Object.keys(components.schemas)).not.toContain('CopyDto');
    expect(info.description).not.toContain('Not complete');

    const page = await fetch(`${url}/docs/swagger-ui-init.js`);
    expect(await page.text()).toContain('"/drivers/{id}"');
  });

  it('keeps different schemas with one name apart', async () => {
    const { paths, components } = await documentAt(await start(await serve(RIDES), await serve(DRIVERS)));
    const { responses, ...asked } = asks('rideOf', 'RideServiceJourneyDto');
    const added = expect.any(Object) as object;
    expect(paths['/rides/{id}']?.['get']).toEqual({
      ...asked,
      responses: { ...responses, 429: added, 502: added, 504: added },
    });
    expect(components.schemas).toMatchObject({
      JourneyDto: { type: 'object' },
      RideServiceJourneyDto: { type: 'string' },
    });
  });

  it.each([
    ['is away', () => Promise.resolve(NOWHERE), 'no connection'],
    ['is silent', () => serve('silence'), `no answer in ${TIMEOUT_MS} ms`],
    ['answers something else', () => serve({ paths: [] }), 'it answered something else'],
  ])('leaves out a service that %s, within the deadline, and says so', async (_what, one, reason) => {
    const { paths, info, tookMs } = await documentAt(await start(await one(), await serve(DRIVERS)));
    expect(Object.keys(paths).sort()).toEqual([...OWN, '/drivers/{id}'].sort());
    expect(info.description).toContain(`Not complete:** ride-service could not be asked (${reason})`);
    expect(info.description).not.toContain('driver-service could not');
    expect(tookMs).toBeLessThan(TIMEOUT_MS + SLACK_MS);
  });

  it('links to the document from the page for people, all of whose links work without a token', async () => {
    const url = await start(await serve(RIDES), await serve(DRIVERS));
    const answer = await fetch(url, { headers: { accept: 'text/html,application/xml;q=0.9,*/*;q=0.8' } });
    expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(answer.headers.get('vary')).toContain('accept');
    expect(answer.headers.get('content-security-policy')).toMatch(/style-src [^;]*'unsafe-inline'/);
    const page = await answer.text();
    const links = [...page.matchAll(/<a href="([^"]+)"/g)].map(([, link]) => link as string);
    expect(links).toEqual(expect.arrayContaining(['/docs', '/docs-json', '/health', '/metrics']));
    const statuses = await Promise.all(links.map(async (link) => [link, (await fetch(url + link)).status]));
    // The services that stand in here have no health to ask for.
    expect(statuses).toEqual(links.map((link) => [link, link === '/health' ? 503 : 200]));
    expect(await (await fetch(url)).json()).toMatchObject({ links: { docs: '/docs', health: '/health' } });
  });

  it('completes the document as soon as the missing service is up', async () => {
    const rides = await serve(RIDES);
    await behind[0]?.close();
    const url = await start(rides, await serve(DRIVERS));
    expect((await documentAt(url)).info.description).toContain('Not complete');
    const again = fastify({ forceCloseConnections: true });
    behind.push(again);
    again.get('/docs-json', () => RIDES);
    await again.listen({ port: Number(new URL(rides).port), host: '127.0.0.1' });
    const { info, paths } = await documentAt(url);
    expect(info.description).not.toContain('Not complete');
    expect(Object.keys(paths)).toContain('/rides/{id}');
  });
});
