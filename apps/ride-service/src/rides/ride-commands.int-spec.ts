import { Database } from '@ride-hailing/service-kit';
import { integrationInfrastructure } from '@ride-hailing/stack';
import { aRideRequest, eventually, statementsOf } from '@ride-hailing/testing';
import { randomUUID } from 'node:crypto';
import { type Problem, RunningRideService } from '../../test/running-ride-service';

jest.setTimeout(60_000);

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';

describe('ride commands', () => {
  let rides: RunningRideService;

  beforeAll(async () => {
    rides = await RunningRideService.start(integrationInfrastructure());
  });

  afterAll(() => rides.stop());

  const count = async (table: string): Promise<number> => {
    const { rows } = await rides.sql.query<{ n: number }>(`SELECT count(*)::int AS n FROM ${table}`);
    return rows[0]?.n ?? -1;
  };

  it('brings a ride from its request to its end, and each change has the next version as ETag', async () => {
    const request = aRideRequest();
    const requested = await rides.call('POST', '/rides', request);
    expect(requested).toMatchObject({
      status: 201,
      body: { ...request, status: 'REQUESTED', version: 1, driverId: null },
    });
    expect(requested.headers.get('etag')).toBe(`"${requested.body.id}.1"`);
    expect(requested.headers.get('location')).toBe(`/rides/${requested.body.id}`);
    const change = (command: string) => rides.call('POST', `/rides/${requested.body.id}/${command}`);
    expect(await rides.assign(requested.body.id, 'whole-life')).toMatchObject({
      status: 'ASSIGNED',
      version: 2,
      driverId: 'whole-life',
    });
    expect(await change('start')).toMatchObject({ status: 200, body: { status: 'IN_PROGRESS', version: 3 } });
    const done = await change('complete');
    expect(done).toMatchObject({
      status: 200,
      body: { status: 'COMPLETED', version: 4, driverId: 'whole-life' },
    });
    expect(done.headers.get('etag')).toBe(`"${requested.body.id}.4"`);
    expect((await rides.call('GET', `/rides/${requested.body.id}`)).body).toEqual(done.body);
    expect(Date.parse(done.body.changedAt)).toBeGreaterThan(Date.parse(done.body.requestedAt));
  });

  it('publishes every change with the essential fields, the trace of the request, and nothing of the rider', async () => {
    const rider = { name: 'Somebody Private', phone: '+82-2-123-4567' };
    const headers = { traceparent: `00-${TRACE}-00f067aa0ba902b7-01` };
    const { body: ride } = await rides.call('POST', '/rides', aRideRequest({ rider }), headers);
    await rides.call('POST', `/rides/${ride.id}/cancel`);
    const events = await rides.eventsOf(ride.id);
    expect(events.map(({ data }) => data)).toEqual([
      {
        rideId: ride.id,
        driverId: null,
        status: 'REQUESTED',
        pickup: { lat: ride.pickup.lat, lng: ride.pickup.lng },
        version: 1,
        changedAt: ride.changedAt,
      },
      expect.objectContaining({ status: 'CANCELLED', version: 2 }),
    ]);
    expect(events[0]?.headers).toMatchObject({
      'ce-specversion': '1.0',
      'ce-type': 'ride-hailing.ride.changed.v1',
      'ce-source': '/ride-service',
      'ce-subject': ride.id,
      'ce-time': ride.changedAt,
      'content-type': 'application/json',
      traceparent: expect.stringContaining(TRACE) as string,
    });
    expect(events[0]?.headers['ce-id']).toBe(events[0]?.headers['Nats-Msg-Id']);
    expect(JSON.stringify(events)).not.toContain(rider.name);
    expect(JSON.stringify(events)).not.toContain(rider.phone);
  });

  it('publishes the same fields of a change by one statement as of one under a lock', async () => {
    const { id: waiting } = await rides.requestedRide();
    await rides.call('POST', `/rides/${waiting}/cancel`);
    const [, underLock] = await rides.eventsOf(waiting);
    const { id } = await rides.assignedRide('fields');
    const { body: started } = await rides.call('POST', `/rides/${id}/start`);
    const [, assigned, inProgress] = await rides.eventsOf(id);
    const { version, status, changedAt, ...same } = assigned?.data ?? {};
    expect([version, status]).toEqual([2, 'ASSIGNED']);
    expect(changedAt).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    expect(inProgress?.data).toEqual({
      ...{ ...same, version: 3, status: 'IN_PROGRESS', changedAt: started.changedAt },
    });
    expect(inProgress?.headers['ce-time']).toBe(started.changedAt);
    const names = (headers: object = {}) => Object.keys(headers).sort();
    for (const part of ['data', 'headers'] as const) {
      expect(names(assigned?.[part])).toEqual(names(underLock?.[part]));
      expect(names(inProgress?.[part])).toEqual(names(underLock?.[part]));
    }
    expect(underLock?.data).toMatchObject({
      ...{ rideId: waiting, version: 2, status: 'CANCELLED', driverId: null },
      changedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/) as string,
    });
  });

  it('needs one round trip to the database for a request, with a key or without, a start and a completion', async () => {
    const { id } = await rides.assignedRide('round-trips');
    const statements = (path: string, body?: object, headers = {}) =>
      statementsOf(rides.service.app.get(Database), 'rides', async () => {
        expect((await rides.call('POST', path, body, headers)).status).toBeLessThan(300);
      });
    expect(await statements('/rides', aRideRequest())).toEqual(['request-rides']);
    const key = { 'idempotency-key': 'round-trips' };
    expect(await statements('/rides', aRideRequest(), key)).toEqual(['request-rides']);
    expect(await statements(`/rides/${id}/start`)).toEqual(['change-rides']);
    expect(await statements(`/rides/${id}/complete`)).toEqual(['change-rides']);
  });

  it('gives a driver one active ride, however many assignments race', async () => {
    const requested = await Promise.all(Array.from({ length: 8 }, () => rides.requestedRide()));
    const answers = await Promise.all(requested.map(({ id }) => rides.participant.assign(id, 'wanted')));
    const refused = answers.filter((answer) => 'reason' in answer);
    expect(refused).toHaveLength(7);
    for (const { detail } of refused) {
      expect(detail).toMatch(/^Driver wanted is (on another ride|being assigned to another ride)\.$/);
    }
    const losers = requested.filter((_, index) => refused.some((answer) => answer === answers[index]));
    for (const { id } of losers) expect(await rides.eventsOf(id)).toHaveLength(1);
  });

  it('lets a driver take the next ride when the last one has ended', async () => {
    const first = await rides.assignedRide('busy-then-free');
    await rides.call('POST', `/rides/${first.id}/cancel`);
    expect((await rides.assignedRide('busy-then-free')).status).toBe('ASSIGNED');
  });

  it('gives concurrent changes the versions 1 to n without gaps, each with its event', async () => {
    const { id } = await rides.requestedRide();
    const commands = Array.from({ length: 12 }, (_, at) =>
      at % 3 === 0
        ? async () => !('reason' in (await rides.participant.assign(id, 'racing')))
        : async () => {
            const command = at % 3 === 1 ? 'start' : 'complete';
            return (await rides.call('POST', `/rides/${id}/${command}`)).status === 200;
          },
    );
    const retryUntilDone = (command: () => Promise<boolean>) =>
      eventually(async () => {
        const isDone = await command();
        const { body: ride } = await rides.call('GET', `/rides/${id}`);
        return isDone || ride.status === 'COMPLETED';
      });
    await Promise.all(commands.map(retryUntilDone));
    const events = await rides.eventsOf(id);
    expect(events.map(({ data }) => [data.version, data.status])).toEqual([
      [1, 'REQUESTED'],
      [2, 'ASSIGNED'],
      [3, 'IN_PROGRESS'],
      [4, 'COMPLETED'],
    ]);
  });

  it('changes only the version that If-Match names', async () => {
    const { id } = await rides.requestedRide();
    const cancel = (tag: string) =>
      rides.call<Problem>('POST', `/rides/${id}/cancel`, undefined, { 'if-match': tag });
    expect(await cancel('"2"')).toMatchObject({ status: 412, body: { title: 'Precondition failed' } });
    expect(await cancel('1')).toMatchObject({ status: 400, body: { errors: [{ field: 'If-Match' }] } });
    expect((await cancel(`"${randomUUID()}.1"`)).status).toBe(412);
    const racers = await Promise.all([cancel('"1"'), cancel(`"${id}.1"`), cancel(`"${id}.1"`)]);
    expect(racers.map(({ status }) => status).sort()).toEqual([200, 412, 412]);
  });

  it('takes the id of a ride in capital letters for the same ride, whose events stay in one order', async () => {
    const { id } = await rides.assignedRide('in-capitals');
    const started = await rides.call('POST', `/rides/${id.toUpperCase()}/start`);
    expect(started).toMatchObject({ status: 200, body: { id, version: 3 } });
    expect((await rides.eventsOf(id)).map(({ data }) => [data.rideId, data.version])).toEqual([
      [id, 1],
      [id, 2],
      [id, 3],
    ]);
  });

  it('refuses a command that the state of the ride does not allow, and gives the reason', async () => {
    const { id } = await rides.requestedRide();
    const answer = await rides.call<Problem>('POST', `/rides/${id}/complete`);
    expect(answer.status).toBe(409);
    expect(answer.body.detail).toContain('only while it is IN_PROGRESS; this one is REQUESTED');
    expect(await rides.eventsOf(id)).toHaveLength(1);
  });

  it('answers 404 for a ride that was never requested', async () => {
    const path = '/rides/019ab3c2-7d00-7000-8000-9c1e44d20f31';
    for (const [method, suffix] of [
      ['GET', ''],
      ['POST', '/start'],
    ] as const) {
      expect((await rides.call(method, path + suffix)).status).toBe(404);
    }
  });

  it('answers invalid input with a message per field, and stores nothing', async () => {
    const before = await count('rides');
    const body = { ...aRideRequest({ riderId: 'a b', notes: 'a\0b' }), surprise: 1 };
    const answer = await rides.call<Problem>('POST', '/rides', body);
    expect(answer.status).toBe(400);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    expect(answer.body.errors?.map(({ field }) => field).sort()).toEqual(['notes', 'riderId', 'surprise']);
    expect((await rides.call('POST', '/rides/not-a-uuid/start')).status).toBe(400);
    expect(await count('rides')).toBe(before);
  });

  it('has no command that assigns a driver: only the coordinator assigns', async () => {
    const { id } = await rides.requestedRide();
    expect((await rides.call('POST', `/rides/${id}/assign`, { driverId: 'd-1' })).status).toBe(404);
    expect((await rides.call('GET', `/rides/${id}`)).body).toMatchObject({ status: 'REQUESTED', version: 1 });
  });

  it('stores neither ride nor event nor key when the transaction fails, and publishes nothing', async () => {
    await rides.sql.query('ALTER TABLE outbox ADD CONSTRAINT refuses CHECK (version < 1) NOT VALID');
    const before = [await count('rides'), await count('outbox'), await count('idempotency_keys')];
    const answer = await rides.call('POST', '/rides', aRideRequest(), { 'idempotency-key': 'failing' });
    await rides.sql.query('ALTER TABLE outbox DROP CONSTRAINT refuses');
    expect(answer.status).toBe(500);
    expect([await count('rides'), await count('outbox'), await count('idempotency_keys')]).toEqual(before);
    const retry = await rides.call('POST', '/rides', aRideRequest(), { 'idempotency-key': 'failing' });
    expect(retry.status).toBe(201);
  });
});
