import { integrationInfrastructure } from '@ride-hailing/stack';
import { aRideRequest } from '@ride-hailing/testing';
import { type Problem, RunningRideService } from '../../test/running-ride-service';

jest.setTimeout(60_000);

describe('an Idempotency-Key', () => {
  let rides: RunningRideService;

  beforeAll(async () => {
    rides = await RunningRideService.start(integrationInfrastructure());
  });

  afterAll(() => rides.stop());

  const ask = async (
    caller: ['rider' | 'dispatcher', string],
    request: ReturnType<typeof aRideRequest>,
    key: string,
  ) => {
    const headers = { ...(await rides.tokens.headers(...caller)), 'idempotency-key': key };
    return rides.call('POST', '/rides', request, headers);
  };
  const ofRider = (sub: string, notes: string) => aRideRequest({ riderId: sub, notes });
  const ridesStored = async (): Promise<number> => {
    const { rows } = await rides.sql.query<{ n: number }>('SELECT count(*)::int AS n FROM rides');
    return rows[0]?.n ?? -1;
  };

  it('makes one ride of concurrent requests with one key', async () => {
    const before = await ridesStored();
    const send = () => rides.call('POST', '/rides', aRideRequest(), { 'idempotency-key': 'once' });
    const answers = await Promise.all(Array.from({ length: 6 }, send));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 200, 200, 200, 201]);
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
    expect(await ridesStored()).toBe(before + 1);
    expect(await rides.eventsOf(answers[0]?.body.id ?? '')).toHaveLength(1);
  });

  it('answers a repeated request with the current state of the ride, in whatever order its fields are', async () => {
    const headers = { 'idempotency-key': 'again' };
    const request = aRideRequest();
    const { body } = await rides.call('POST', '/rides', request, headers);
    await rides.call('POST', `/rides/${body.id}/cancel`);
    const reordered = Object.fromEntries(Object.entries(request).reverse());
    const again = await rides.call('POST', '/rides', reordered, headers);
    expect(again).toMatchObject({ status: 200, body: { id: body.id, status: 'CANCELLED', version: 2 } });
  });

  it('refuses a key that was used with another request', async () => {
    const headers = { 'idempotency-key': 'reused' };
    await rides.call('POST', '/rides', aRideRequest(), headers);
    const other = await rides.call<Problem>('POST', '/rides', aRideRequest({ notes: 'other' }), headers);
    expect(other.status).toBe(422);
  });

  it('makes a ride for each request without a key', async () => {
    expect((await rides.requestedRide()).id).not.toBe((await rides.requestedRide()).id);
  });

  it('gives callers with the same key rides of their own', async () => {
    const request = ofRider('r-1', 'of the first');
    const first = await ask(['rider', 'r-1'], request, '1');
    const second = await ask(['rider', 'r-2'], ofRider('r-2', 'of the second'), '1');
    const third = await ask(['dispatcher', 'r-1'], ofRider('r-3', 'of the third'), '1');
    expect([first.status, second.status, third.status]).toEqual([201, 201, 201]);
    expect(new Set([first, second, third].map(({ body }) => body.id)).size).toBe(3);
    expect(await ask(['rider', 'r-1'], request, '1')).toMatchObject({
      status: 200,
      body: { id: first.body.id },
    });
    expect((await ask(['rider', 'r-1'], ofRider('r-1', 'another'), '1')).status).toBe(422);
  });

  it('honours a key from before keys belonged to callers for its own request, and for no other', async () => {
    const request = ofRider('r-5', 'of before');
    const before = await ask(['rider', 'r-5'], request, 'old');
    await rides.sql.query("UPDATE idempotency_keys SET caller = '' WHERE key = 'old'");
    expect(await ask(['rider', 'r-5'], request, 'old')).toMatchObject({
      status: 200,
      body: { id: before.body.id },
    });
    expect((await ask(['rider', 'r-6'], ofRider('r-6', 'of now'), 'old')).status).toBe(201);
    expect((await ask(['rider', 'r-5'], ofRider('r-5', 'of now'), 'old')).status).toBe(201);
  });

  it.each([
    ['repeated', '1, 2'],
    ['too long', 'x'.repeat(256)],
    ['empty', ''],
  ])('refuses a key that is %s', async (_what, key) => {
    expect((await ask(['rider', 'r-7'], ofRider('r-7', ''), key)).status).toBe(400);
  });
});
