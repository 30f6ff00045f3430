import { Database, type RunningService, startService } from '@ride-hailing/service-kit';
import { FaultProxy, integrationInfrastructure, type SpecDatabase } from '@ride-hailing/stack';
import { eventually } from '@ride-hailing/testing';
import fastify, { type FastifyInstance } from 'fastify';
import { randomUUID } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { gatewayEnvironment, gatewayTokens as tokens } from '../../test/gateway-config';
import { ParticipantStandIn } from '../../test/participant.stand-in';
import { configSchema } from '../config';
import { gatewayService } from '../gateway-service';

jest.setTimeout(60_000);

type Role = 'rider' | 'dispatcher';
interface Answer {
  readonly status: number;
  readonly location: string;
  readonly etag: string | null;
  readonly body: Record<string, unknown>;
}

/** The real gateway and database; the services behind it are stand-ins. */
describe('assignments at the gateway', () => {
  const drivers = new ParticipantStandIn();
  const rides = new ParticipantStandIn();
  const rideService: FastifyInstance = fastify({ forceCloseConnections: true });
  let rideStatus = 'REQUESTED';
  let spec: SpecDatabase;
  let toDatabase: FaultProxy;
  let gateway: RunningService;

  beforeAll(async () => {
    spec = await integrationInfrastructure().createDatabase();
    const { hostname: host, port } = new URL(spec.url);
    toDatabase = await FaultProxy.start({ host, port: Number(port) });
    rideService.get('/rides/:id', () => ({
      pickup: { lat: 37.5, lng: 127 },
      status: rideStatus,
      version: rideStatus === 'REQUESTED' ? 1 : 4,
    }));
    await rideService.listen({ port: 0, host: '127.0.0.1' });
    const config = configSchema.parse({
      ...gatewayEnvironment,
      databaseUrl: spec.url.replace(`${host}:${port}`, toDatabase.address),
      rideServiceHttpUrl: `http://127.0.0.1:${(rideService.server.address() as AddressInfo).port}`,
      driverServiceGrpcUrl: await drivers.start(),
      rideServiceGrpcUrl: await rides.start(),
      participantDeadlineMs: 400,
      phaseTwoWaitMs: 400,
      recoverAfterMs: 1_300,
      recoverEveryMs: 100,
    });
    gateway = await startService(gatewayService(config));
    await eventually(() => gateway.app.get(Database).isReady(), { timeoutMs: 20_000 });
  });

  beforeEach(() => {
    rideStatus = 'REQUESTED';
    drivers.tried.length = 0;
    rides.tried.length = 0;
  });

  afterAll(async () => {
    await gateway.stop();
    await rideService.close();
    drivers.stop();
    rides.stop();
    await toDatabase.close();
    await spec.drop();
  });

  const call = async (
    method: string,
    path: string,
    { as = ['rider', 'r-1'], key, body }: { as?: [Role, string]; key?: string; body?: object } = {},
  ): Promise<Answer> => {
    const response = await fetch(gateway.url + path, {
      method,
      headers: {
        ...(await tokens.headers(...as)),
        ...(key !== undefined && { 'idempotency-key': key }),
        ...(body && { 'content-type': 'application/json' }),
      },
      body: body && JSON.stringify(body),
      signal: AbortSignal.timeout(20_000),
    });
    const location = response.headers.get('location') ?? '';
    const etag = response.headers.get('etag');
    return {
      status: response.status,
      location,
      etag,
      body: (await response.json()) as Record<string, unknown>,
    };
  };
  const assign = (options: Parameters<typeof call>[2] = {}, rideId: string = randomUUID()) =>
    call('POST', `/rides/${rideId}/assignment`, options);

  it('shows an assignment to its requester and to dispatchers, and answers 404 to everybody else', async () => {
    const { status, location } = await assign();
    expect(status).toBe(200);
    expect((await call('GET', location)).status).toBe(200);
    expect((await call('GET', location, { as: ['dispatcher', 'boss'] })).status).toBe(200);
    const none = `/assignments/${randomUUID()}`;
    for (const path of [location, none]) {
      const { status: refused, body } = await call('GET', path, { as: ['rider', 'r-2'] });
      expect([refused, body['detail']]).toEqual([404, `There is no assignment ${path.split('/')[2]}.`]);
    }
    const ofDispatcher = await assign({ as: ['dispatcher', 'r-1'] });
    expect((await call('GET', ofDispatcher.location)).status).toBe(404);
  });

  it('gives an ETag of the ride that has seen the assignment, also to a repeated request', async () => {
    const rideId = randomUUID();
    expect((await assign({ key: 'tag' }, rideId)).etag).toBe(`"${rideId}.2"`);
    rideStatus = 'COMPLETED';
    expect((await assign({ key: 'tag' }, rideId)).etag).toBe(`"${rideId}.4"`);
    expect((await assign({}, rideId)).etag).toBeNull();
  });

  it('lets no rider name a driver, and then asks no participant', async () => {
    const { status } = await assign({ body: { driverId: 'd-1' } });
    expect([status, drivers.tried.length]).toEqual([403, 0]);
    const named = await assign({ as: ['dispatcher', 'boss'], body: { driverId: 'd-1' } });
    expect(named).toMatchObject({ status: 200, body: { driverId: 'd-1' } });
  });

  it('keeps the Idempotency-Keys of each caller apart', async () => {
    const key = '1';
    const callers: [Role, string][] = [
      ['rider', 'r-1'],
      ['rider', 'r-2'],
      ['dispatcher', 'r-1'],
    ];
    const answers: Answer[] = [];
    for (const as of callers) answers.push(await assign({ as, key }));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(new Set(answers.map(({ location }) => location)).size).toBe(3);
    expect((await assign({ key })).status).toBe(422);
  });

  it('reserves no driver for a ride that is over, and still answers for an assignment that its key names', async () => {
    const rideId = randomUUID();
    const before = await assign({ key: 'over' }, rideId);
    expect(before.status).toBe(200);
    drivers.tried.length = 0;
    rideStatus = 'COMPLETED';
    for (let again = 0; again < 3; again += 1) {
      expect(await assign({}, rideId)).toMatchObject({ status: 409, body: { reason: 'ride-not-requested' } });
    }
    expect(drivers.tried).toEqual([]);
    expect(await assign({ key: 'over' }, rideId)).toMatchObject({ status: 200, location: before.location });
  });

  it('answers 202 with a Location when the reply to the decision is lost, and the decision is then carried out', async () => {
    rides.beforeAnswer = () => toDatabase.set({ blocked: 'to-client' });
    let answer: Answer;
    try {
      answer = await assign({ key: 'lost' });
    } finally {
      rides.beforeAnswer = () => undefined;
      toDatabase.heal();
    }
    expect(answer).toMatchObject({
      status: 202,
      etag: null,
      location: expect.stringMatching(/^\/assignments\//) as string,
    });
    const state = async () => (await call('GET', answer.location)).body['state'];
    await eventually(async () => (await state()) === 'CONFIRMED', { timeoutMs: 20_000 });
    expect(await assign({ key: 'lost' }, String(answer.body['rideId']))).toMatchObject({
      status: 200,
      location: answer.location,
    });
  });
});
