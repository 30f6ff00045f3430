import { aDriverUpdate, aRideRequest, aSequence, eventually } from '@ride-hailing/testing';
import type { DriverUpdate } from '@ride-hailing/contracts';
import { randomUUID } from 'node:crypto';
import { permissionTable } from '../access/permission-table';
import { BrokerWatch } from '../contracts/broker-watch';
import { askReflection } from '../contracts/grpc-reflection';
import { readCollection, runCollection } from '../contracts/http-collection';
import { call, must } from '../running-system/http';
import { grpcCallsServed } from '../running-system/metrics';
import { sendUpdates } from '../running-system/rides';
import { type CurrentRide, type Ride, startSystem, type System } from '../running-system/system';

interface Journey {
  readonly versions: {
    readonly version: number;
    readonly publishedAt: string | null;
    readonly streamSequence: number;
    readonly publishLagMs: number | null;
  }[];
  readonly copy: { readonly version: number; readonly totalLagMs: number | null } | null;
}

describe('the hybrid approach, from outside', () => {
  let system: System;
  let watch: BrokerWatch;

  beforeAll(async () => {
    // On a busy machine Ride Service may take longer than the usual limit, which would show partial answers here.
    system = await startSystem({ env: { 'driver-service': { DETAILS_DEADLINE_MS: '1500' } } });
    watch = await BrokerWatch.start(await system.broker('operator'));
  }, 120_000);

  afterAll(() => system.stop());

  const send = (...updates: DriverUpdate[]) => sendUpdates(system, updates);

  const driverIsKnown = (driverId: string): Promise<unknown> =>
    eventually(async () => (await call(`${system.gateway}/drivers/${driverId}`)).status === 200);

  const assignedRide = async (driverId: string, request = aRideRequest()): Promise<Ride> => {
    const ride = await must<Ride>(`${system.gateway}/rides`, { method: 'POST', body: request });
    await driverIsKnown(driverId);
    await must(`${system.gateway}/rides/${ride.id}/assignment`, { method: 'POST', body: { driverId } });
    return must<Ride>(`${system.gateway}/rides/${ride.id}`);
  };

  const currentRide = (driverId: string, query = ''): Promise<CurrentRide> =>
    must<CurrentRide>(`${system.gateway}/drivers/${driverId}/current-ride${query}`);

  const currentRideInVersion = (driverId: string, version: number): Promise<CurrentRide> =>
    eventually(async () => {
      const answer = await currentRide(driverId, '?details=false');
      return answer.ride?.version === version && answer;
    });

  it("shows a ride requested at the gateway in the driver's current ride, and says where each part came from", async () => {
    await send(aDriverUpdate({ driverId: 'e-1', sequence: aSequence() }));
    await driverIsKnown('e-1');
    expect(await currentRide('e-1')).toMatchObject({ driverId: 'e-1', ride: null });

    const ride = await assignedRide('e-1');
    await currentRideInVersion('e-1', 2);
    const answer = await currentRide('e-1');

    expect(answer.ride).toMatchObject({
      id: ride.id,
      status: 'ASSIGNED',
      pickup: { lat: 37.5547, lng: 126.9707 },
      version: 2,
    });
    expect(answer.details).toMatchObject({ riderName: 'A. Rider', riderPhone: '+82-2-000-0000', stops: [] });
    expect(answer.sources.ride).toMatchObject({ from: 'local-copy', version: 2 });
    expect(answer.sources.details).toMatchObject({
      from: 'ride-service',
      cache: 'versioned',
      version: 2,
      reason: null,
    });
    expect(answer.sources.details.tookMs).toBeGreaterThan(0);

    for (const command of ['start', 'complete']) {
      await must(`${system.gateway}/rides/${ride.id}/${command}`, { method: 'POST' });
    }
    await eventually(async () => (await currentRide('e-1', '?details=false')).ride === null);
  });

  it('calls Ride Service only when details are requested, and once for fifty drivers', async () => {
    const drivers = Array.from({ length: 50 }, (_, index) => `many-${index}`);
    await send(...drivers.map((driverId) => aDriverUpdate({ driverId })));
    await Promise.all(drivers.map((driverId) => assignedRide(driverId)));
    await Promise.all(drivers.map((driverId) => currentRideInVersion(driverId, 2)));

    const before = await grpcCallsServed(system);
    for (const driverId of drivers.slice(0, 5)) {
      const answer = await currentRide(driverId, '?details=false');
      expect(answer.details).toBeNull();
      expect(answer.sources.details.from).toBe('not-asked');
    }
    expect(await grpcCallsServed(system)).toBe(before);

    const page = await must<{ drivers: CurrentRide[] }>(
      `${system.gateway}/drivers?ids=${drivers.join(',')}&details=true`,
    );
    expect(page.drivers.map(({ details }) => details?.riderName)).toEqual(drivers.map(() => 'A. Rider'));
    expect(await grpcCallsServed(system)).toBe(before + 1);
  });

  it('stores and publishes only the essential fields', async () => {
    const [name, phone] = [`Person ${randomUUID()}`, `+82-2-${Date.now()}`];
    await send(aDriverUpdate({ driverId: 'e-2' }));
    const ride = await assignedRide('e-2', aRideRequest({ rider: { name, phone } }));
    await currentRideInVersion('e-2', 2);
    expect((await currentRide('e-2')).details).toMatchObject({ riderName: name, riderPhone: phone });

    const columns = await system.sql(
      'driver_service',
      "SELECT column_name FROM information_schema.columns WHERE table_name = 'ride_copy' ORDER BY 1",
    );
    expect(columns.map((row) => row['column_name'])).toEqual([
      'applied_at',
      'changed_at',
      'driver_id',
      'pickup_lat',
      'pickup_lng',
      'ride_id',
      'status',
      'version',
    ]);
    const operator = await system.broker('operator');
    const events = (await operator.messagesOf('RIDE_EVENTS')).map((message) => message.string());
    expect(events.filter((event) => event.includes(ride.id))).toHaveLength(2);
    expect(events.filter((event) => event.includes(phone) || event.includes(name))).toEqual([]);
  });

  it('gives the nearest free drivers, and none who is on a ride or unavailable', async () => {
    const place = { lat: 35.1796, lng: 129.0756 };
    const near = (metres: number) => ({ ...place, lat: place.lat + metres / 111_195 });
    await send(
      aDriverUpdate({ driverId: 'n-far', position: near(900) }),
      aDriverUpdate({ driverId: 'n-close', position: near(100) }),
      aDriverUpdate({ driverId: 'n-off', position: near(50), available: false }),
      aDriverUpdate({ driverId: 'n-busy', position: near(10) }),
    );
    await driverIsKnown('n-busy');
    await assignedRide('n-busy');
    await currentRideInVersion('n-busy', 2);
    const { drivers } = await must<{ drivers: { driverId: string; distanceM: number }[] }>(
      `${system.gateway}/drivers/nearest?lat=${place.lat}&lng=${place.lng}&limit=2`,
    );
    expect(drivers.map(({ driverId }) => driverId)).toEqual(['n-close', 'n-far']);
    expect(drivers.map(({ distanceM }) => Math.round(distanceM / 10) * 10)).toEqual([100, 900]);
  });

  it('creates one ride for concurrent requests with the same idempotency key', async () => {
    const request = () =>
      call<Ride>(`${system.gateway}/rides`, {
        method: 'POST',
        headers: { 'idempotency-key': 'e2e-once' },
        body: aRideRequest(),
      });
    const answers = await Promise.all([request(), request(), request()]);
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
  });

  it('shows the journey of each change: committed, published, applied to the copy', async () => {
    await send(aDriverUpdate({ driverId: 'e-journey' }));
    const ride = await assignedRide('e-journey');
    const journey = await eventually(async () => {
      const answer = await must<Journey>(`${system.gateway}/rides/${ride.id}/journey`);
      const isPublished = answer.versions.every(({ publishedAt }) => publishedAt !== null);
      return isPublished && answer.copy?.version === 2 && answer;
    });
    console.log(`journey of a ride: ${JSON.stringify(journey)}`);
    expect(journey).toMatchObject({
      rideId: ride.id,
      version: 2,
      copy: { behindBy: 0, status: 'ASSIGNED' },
      sources: { versions: { from: 'ride-service' }, copy: { from: 'driver-service' } },
    });
    const operator = await system.broker('operator');
    const manager = await operator.manager();
    for (const { version, streamSequence, publishLagMs } of journey.versions) {
      const event = await manager.streams.getMessage('RIDE_EVENTS', { seq: streamSequence });
      expect(event.json()).toMatchObject({ rideId: ride.id, version });
      expect(publishLagMs).toBeGreaterThanOrEqual(0);
    }
    expect(journey.copy?.totalLagMs).toBeGreaterThanOrEqual(0);
    // The gateway does not offer the copy itself.
    expect((await call(`${system.gateway}/ride-copy/${ride.id}`)).status).toBe(404);
  });

  it('describes every request that the gateway accepts in one OpenAPI document without dangling references', async () => {
    const document = await must<{ paths: Record<string, object>; components: { schemas: object } }>(
      `${system.gateway}/docs-json`,
    );
    const described = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    );
    const requests = permissionTable().map(({ request }) => request.replace('?ids=', ''));
    // Only the services themselves have these.
    const accepted = requests.filter((request) => !/ \/(ride-copy|erasures)\b/.test(request));
    expect(described.sort()).toEqual(['GET /', 'GET /health', ...accepted].sort());

    const refs = JSON.stringify(document).matchAll(/"#\/components\/schemas\/([^"]+)"/g);
    const referred = new Set([...refs].map(([, name]) => name));
    expect([...referred].sort()).toEqual(Object.keys(document.components.schemas).sort());
  });

  it('carries the request id and the trace from the gateway to the event', async () => {
    const trace = '4bf92f3577b34da6a3ce929d0e0e4736';
    const { body, headers } = await call<Ride>(`${system.gateway}/rides`, {
      method: 'POST',
      headers: { 'x-request-id': 'e2e-request', traceparent: `00-${trace}-00f067aa0ba902b7-01` },
      body: aRideRequest(),
    });
    expect(headers.get('x-request-id')).toBe('e2e-request');
    const operator = await system.broker('operator');
    const event = await eventually(async () =>
      (await operator.messagesOf('RIDE_EVENTS')).find(
        ({ subject }) => subject === `rides.changed.${body.id}`,
      ),
    );
    expect(event.header.get('ce-type')).toBe('ride-hailing.ride.changed.v1');
    expect(event.header.get('ce-specversion')).toBe('1.0');
    expect(event.header.get('traceparent')).toContain(trace);
  });

  it.each([
    ['GET', '/drivers/nobody', 404],
    ['GET', '/drivers/a.b', 400],
    ['GET', '/drivers/nearest?lat=91&lng=0', 400],
    ['GET', '/rides/not-a-uuid', 400],
    ['POST', '/rides', 400],
    ['GET', '/rides/..%2fmetrics', 400],
    ['GET', '/nothing-here', 404],
  ])('answers a bad request with a problem that says what was wrong: %s %s', async (method, path, status) => {
    const answer = await call<Record<string, unknown>>(system.gateway + path, {
      method,
      ...(method === 'POST' ? { body: { riderId: 7 } } : {}),
    });
    expect(answer.status).toBe(status);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    expect(answer.body).toMatchObject({ status, title: expect.any(String) as string });
    expect(JSON.stringify(answer.body)).not.toMatch(/node_modules|\.ts:|\.js:/);
  });

  it('answers each request of docs/api/requests.http with the status that the file expects', async () => {
    const cityHall = { lat: 37.5665, lng: 126.978 };
    await send(aDriverUpdate({ driverId: 'e-http', position: cityHall, sequence: aSequence() }));
    await driverIsKnown('e-http');
    const { authorization } = await system.as('dispatcher', 'collection');
    const token = authorization.slice('Bearer '.length);
    await runCollection(readCollection(), { baseUrl: system.gateway, token });
  });

  it.each([
    ['ride-service', 'ride.v1.RideDetailsService', 'BatchGetRidesRequest'],
    ['driver-service', 'assignment.v1.ParticipantService', 'TryAssignmentRequest'],
    ['gateway', 'assignment.v1.CoordinatorService', 'GetAssignmentOutcomeRequest'],
  ])(
    'The gRPC server of %s describes its service %s and its messages by reflection',
    async (name, service, message) => {
      const address = `127.0.0.1:${system.process(name).spec.env['GRPC_PORT']}`;
      expect(await askReflection(address, ['listServices', '*'])).toContain(service);
      expect(await askReflection(address, ['fileContainingSymbol', service])).toContain(message);
    },
  );

  it('Every message sent over the broker matches the committed AsyncAPI document, and only the two channels of hybrid are used', () => {
    const { driverUpdates, rideEvents, ...others } = watch.counts();
    console.log(
      `messages held against the AsyncAPI document: ${JSON.stringify({ driverUpdates, rideEvents })}`,
    );
    expect(driverUpdates).toBeGreaterThan(50);
    expect(rideEvents).toBeGreaterThan(100);
    expect(Object.values(others).every((count) => count === 0)).toBe(true);
    expect(watch.faults()).toEqual([]);
  });
});
