import type { TokenRole } from '@ride-hailing/contracts';
import { integrationInfrastructure } from '@ride-hailing/stack';
import { aRideRequest } from '@ride-hailing/testing';
import { RunningRideService } from '../../test/running-ride-service';
import type { RideDto, RidePageDto } from './ride.dto';

jest.setTimeout(60_000);

describe('who may see and change a ride', () => {
  let rides: RunningRideService;
  type Caller = 'owner' | 'stranger' | 'driver' | 'otherDriver' | 'dispatcher';
  const CALLERS: Record<Caller, [TokenRole, string]> = {
    owner: ['rider', 'r-own'],
    stranger: ['rider', 'r-other'],
    driver: ['driver', 'd-own'],
    otherDriver: ['driver', 'd-other'],
    dispatcher: ['dispatcher', 'boss'],
  };
  const as = async <T = RideDto>(caller: Caller, method: string, path: string, body?: unknown) =>
    rides.call<T>(method, path, body, await rides.tokens.headers(...CALLERS[caller]));
  const listOf = async (caller: Caller, query = 'limit=100'): Promise<string[]> =>
    (await as<RidePageDto>(caller, 'GET', `/rides?${query}`)).body.rides.map(({ id }) => id);

  const ridesOf = { requested: '', assigned: '', completed: '', foreign: '' };

  beforeAll(async () => {
    rides = await RunningRideService.start(integrationInfrastructure());
    const own = { riderId: 'r-own' };
    ridesOf.completed = (await rides.assignedRide('d-own', own)).id;
    await rides.call('POST', `/rides/${ridesOf.completed}/start`);
    await rides.call('POST', `/rides/${ridesOf.completed}/complete`);
    ridesOf.requested = (await rides.requestedRide(own)).id;
    ridesOf.assigned = (await rides.assignedRide('d-own', own)).id;
    ridesOf.foreign = (await rides.assignedRide('d-other', { riderId: 'r-other' })).id;
  });
  afterAll(() => rides.stop());

  it.each<[keyof typeof ridesOf, Caller[]]>([
    ['requested', ['owner', 'dispatcher']],
    ['assigned', ['owner', 'driver', 'dispatcher']],
    ['completed', ['owner', 'dispatcher']],
    ['foreign', ['stranger', 'otherDriver', 'dispatcher']],
  ])(
    'a %s ride is visible to %j, alone and in lists, and does not exist for others',
    async (which, seers) => {
      const id = ridesOf[which];
      for (const caller of Object.keys(CALLERS) as Caller[]) {
        const sees = seers.includes(caller);
        expect([caller, (await as(caller, 'GET', `/rides/${id}`)).status]).toEqual([
          caller,
          sees ? 200 : 404,
        ]);
        expect([caller, (await listOf(caller)).includes(id)]).toEqual([caller, sees]);
        const isDriver = CALLERS[caller][0] === 'driver';
        const journey = isDriver ? 403 : sees ? 200 : 404;
        expect([caller, (await as(caller, 'GET', `/rides/${id}/journey`)).status]).toEqual([caller, journey]);
      }
    },
  );

  it('a filter only narrows the rides that the caller may see', async () => {
    expect(await listOf('driver', 'status=COMPLETED')).toEqual([]);
    expect(await listOf('driver', 'driverId=d-other')).toEqual([]);
    expect(await listOf('driver', 'status=ASSIGNED&driverId=d-own')).toEqual([ridesOf.assigned]);
    expect(await listOf('owner', 'driverId=d-other')).toEqual([]);
  });

  it('a rider cannot request a ride for another rider', async () => {
    const ask = (caller: Caller) => as(caller, 'POST', '/rides', aRideRequest({ riderId: 'r-new' }));
    expect((await ask('owner')).status).toBe(403);
    expect((await ask('driver')).status).toBe(403);
    expect((await ask('dispatcher')).status).toBe(201);
  });

  it('a ride that the caller may not see gets the same answer as one that does not exist', async () => {
    const foreign = await as<{ requestId: string }>('owner', 'GET', `/rides/${ridesOf.foreign}`);
    const missing = '01900000-0000-7000-8000-000000000000';
    const none = await as<{ requestId: string }>('owner', 'GET', `/rides/${missing}`);
    const said = ({ body }: typeof none, id: string) =>
      JSON.stringify({ ...body, requestId: '' }).replace(id, '<id>');
    expect(foreign.status).toBe(404);
    expect(said(foreign, ridesOf.foreign)).toBe(said(none, missing));
  });

  it('only its driver starts and completes a ride, and gets a conflict for a repeated command', async () => {
    const command = async (caller: Caller, name: string) =>
      (await as(caller, 'POST', `/rides/${ridesOf.assigned}/${name}`)).status;
    for (const name of ['start', 'complete']) {
      expect(await command('owner', name)).toBe(403);
      expect(await command('otherDriver', name)).toBe(404);
      expect(await command('driver', name)).toBe(200);
      expect(await command('driver', name)).toBe(409);
    }
  });

  it('only its rider cancels a ride', async () => {
    const cancel = async (caller: Caller) =>
      (await as(caller, 'POST', `/rides/${ridesOf.requested}/cancel`)).status;
    expect(await cancel('driver')).toBe(403);
    expect(await cancel('stranger')).toBe(404);
    expect(await cancel('owner')).toBe(200);
  });
});
