import { type RunningService, startService } from '@ride-hailing/service-kit';
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { gatewayConfig, gatewayTokens as tokens } from '../../test/gateway-config';
import { gatewayService } from '../gateway-service';
import { type JourneyDto, journeySchema } from './journey.dto';

const TIMEOUT_MS = 400;
/** How much longer than the deadline a response may take on a busy machine. */
const SLACK_MS = 2_000;
const RIDE = '01900000-0000-7000-8000-00000000000a';
const PARTS_MISSING = /^gateway_journey_parts_missing_total{.*$/gm;

type Handler = (request: FastifyRequest, reply: FastifyReply) => unknown;

const ownerAnswer = {
  rideId: RIDE,
  version: 1,
  versions: [
    {
      version: 1,
      record: 'kept',
      committedAt: '2026-11-22T09:00:00.000Z',
      publishedAt: '2026-11-22T09:00:00.007Z',
      streamSequence: 12,
    },
  ],
};
const copyAnswer = {
  rideId: RIDE,
  version: 1,
  status: 'REQUESTED',
  changedAt: '2026-11-22T09:00:00.000Z',
  appliedAt: '2026-11-22T09:00:00.010Z',
};

const notFound: Handler = (_request, reply) => reply.code(404).send({ title: 'Not found', status: 404 });
const unavailable: Handler = (_request, reply) => reply.code(503).send({ title: 'Unavailable', status: 503 });
const silent: Handler = (_request, reply) => reply.hijack();
const broken: Handler = (request, reply) => {
  reply.hijack();
  request.raw.socket.destroy();
};
const nonsense: Handler = () => 'no JSON';

/** A service behind the gateway: a real HTTP server that answers what the spec wants. */
class Behind {
  private readonly server: FastifyInstance = fastify({ forceCloseConnections: true });
  readonly requestIds: unknown[] = [];
  readonly tokens: unknown[] = [];
  handler: Handler = notFound;

  constructor(path: string) {
    this.server.get(path, (request, reply) => {
      this.requestIds.push(request.headers['x-request-id']);
      this.tokens.push(request.headers.authorization);
      return this.handler(request, reply);
    });
  }

  listen = (): Promise<string> => this.server.listen({ port: 0, host: '127.0.0.1' });
  close = (): Promise<void> => this.server.close();
}

describe('the journey of a ride, at the gateway', () => {
  const rides = new Behind('/rides/:id/journey');
  const drivers = new Behind('/ride-copy/:id');
  let dispatcher: { authorization: string };
  let gateway: RunningService;

  beforeAll(async () => {
    dispatcher = await tokens.headers('dispatcher');
    const config = gatewayConfig({
      rideServiceHttpUrl: [await rides.listen()],
      driverServiceHttpUrl: [await drivers.listen()],
      upstreamTimeoutMs: TIMEOUT_MS,
    });
    gateway = await startService(gatewayService(config));
  });

  afterAll(async () => {
    await gateway.stop();
    await Promise.all([rides.close(), drivers.close()]);
  });

  beforeEach(() => {
    rides.handler = () => ownerAnswer;
    drivers.handler = () => copyAnswer;
  });

  async function journey(id = RIDE, headers = {}) {
    const startedAt = performance.now();
    const response = await fetch(`${gateway.url}/rides/${id}/journey`, {
      headers: { ...dispatcher, ...headers },
    });
    const body = (await response.json()) as JourneyDto;
    return { status: response.status, body, tookMs: performance.now() - startedAt };
  }

  it('joins both parts with the lag of each hop, in one request context', async () => {
    const { status, body } = await journey(RIDE.toUpperCase(), { 'x-request-id': 'mine-7' });
    expect(status).toBe(200);
    expect(journeySchema.parse(body)).toEqual(body);
    expect(body).toMatchObject({
      rideId: RIDE,
      version: 1,
      versions: [{ version: 1, streamSequence: 12, publishLagMs: 7 }],
      copy: { version: 1, status: 'REQUESTED', behindBy: 0, applyLagMs: 3, totalLagMs: 10 },
      sources: {
        versions: { from: 'ride-service', reason: null },
        copy: { from: 'driver-service', reason: null },
      },
    });
    expect([rides.requestIds.at(-1), drivers.requestIds.at(-1)]).toEqual(['mine-7', 'mine-7']);
  });

  const missing = async (service: string, reason: string): Promise<number> => {
    const line = `gateway_journey_parts_missing_total{service="${service}",reason="${reason}"} `;
    const metrics = await (await fetch(`${gateway.url}/metrics`)).text();
    const found = metrics.split('\n').find((each) => each.startsWith(line));
    return Number(found?.slice(line.length) ?? 0);
  };

  it.each([
    ['silent', silent, 'deadline-exceeded'],
    ['resetting', broken, 'unavailable'],
    ['not ready', unavailable, 'unavailable'],
    ['answering nonsense', nonsense, 'bad-answer'],
  ])('answers partially, in time, while one of the two services is %s', async (_name, handler, reason) => {
    const before = [await missing('ride-service', reason), await missing('driver-service', reason)];
    rides.handler = handler;
    const withoutOwner = await journey();
    expect(withoutOwner).toMatchObject({
      status: 200,
      body: { versions: null, copy: { version: 1 }, sources: { versions: { from: 'unavailable', reason } } },
    });
    rides.handler = () => ownerAnswer;
    drivers.handler = handler;
    const withoutCopy = await journey();
    expect(withoutCopy).toMatchObject({
      status: 200,
      body: { version: 1, copy: null, sources: { copy: { from: 'unavailable', reason } } },
    });
    for (const { tookMs } of [withoutOwner, withoutCopy]) expect(tookMs).toBeLessThan(TIMEOUT_MS + SLACK_MS);
    const after = [await missing('ride-service', reason), await missing('driver-service', reason)];
    expect(after).toEqual(before.map((count) => count + 1));
  });

  it('distinguishes a copy that does not hold the ride yet from a service that does not answer', async () => {
    drivers.handler = notFound;
    expect((await journey()).body.sources.copy).toMatchObject({
      from: 'driver-service',
      reason: 'not-found',
    });
    expect(await missing('driver-service', 'not-found')).toBe(1);
    expect(await missing('ride-service', 'not-found')).toBe(0);
  });

  it('counts no part as missing when both are there', async () => {
    const count = async () => (await (await fetch(`${gateway.url}/metrics`)).text()).match(PARTS_MISSING);
    const before = await count();
    expect((await journey()).body).toMatchObject({ version: 1, copy: { version: 1 } });
    expect(await count()).toEqual(before);
  });

  it("calls both with the caller's token, and says which part the caller may not see", async () => {
    drivers.handler = (_request, reply) => reply.code(403).send({ title: 'Forbidden', status: 403 });
    const rider = await tokens.headers('rider', 'r-1');
    expect(await journey(RIDE, rider)).toMatchObject({
      status: 200,
      body: { version: 1, copy: null, sources: { copy: { from: 'unavailable', reason: 'not-allowed' } } },
    });
    expect([rides.tokens.at(-1), drivers.tokens.at(-1)]).toEqual([rider.authorization, rider.authorization]);
    rides.handler = notFound;
    expect(await journey(RIDE, rider)).toMatchObject({ status: 404 });
    expect(await journey(RIDE, await tokens.headers('driver', 'd-1'))).toMatchObject({ status: 403 });
  });

  it('answers with a problem when no service knows the ride, when none answers, and when the id is malformed', async () => {
    drivers.handler = notFound;
    rides.handler = notFound;
    expect(await journey()).toMatchObject({ status: 404, body: { title: 'Not found' } });
    rides.handler = unavailable;
    expect(await journey()).toMatchObject({ status: 503, body: { title: 'Service unavailable' } });
    expect(await journey('x')).toMatchObject({ status: 400, body: { errors: [{ field: 'id' }] } });
  });

  it('describes the journey in the OpenAPI document', async () => {
    const response = await fetch(`${gateway.url}/docs-json`);
    const { paths } = (await response.json()) as { paths: Record<string, unknown> };
    expect(Object.keys(paths)).toContain('/rides/{id}/journey');
  });
});
