import type { ManagedProcess } from '@ride-hailing/stack';
import { eventually, sumOf } from '@ride-hailing/testing';
import { assign, type Assignment, unfinished } from '../running-system/assignments';
import { call } from '../running-system/http';
import { inParallel } from '../running-system/in-parallel';
import { metricsOf } from '../running-system/metrics';
import { requestedRide, untilAssigned } from '../running-system/rides';
import { startSystem, type System } from '../running-system/system';
import { anomaliesOfAssignments } from './assignment-anomalies';
import { assignedRides, counted, crowd, freeDrivers, allEnded } from './assignment-crowd';

const DRIVERS = 50;
const AT_ONCE = 16;

describe('assignments', () => {
  let system: System;
  let second: ManagedProcess;

  beforeAll(async () => {
    system = await startSystem();
    second = await system.addInstance('gateway');
  }, 120_000);

  afterAll(async () => {
    await second.stop();
    await system.stop();
  });

  const gatewayOf = (index: number) => (index % 2 === 0 ? system.gateway : second.url);

  it('assigns a requested ride to the named driver, and shows the steps of each participant', async () => {
    await freeDrivers(system, ['named-1']);
    const ride = await requestedRide(system);
    const { status, body, headers } = await assign(system.gateway, ride.id, { driverId: 'named-1' });
    expect(status).toBe(200);
    expect(body).toMatchObject({ rideId: ride.id, driverId: 'named-1', state: 'CONFIRMED' });
    expect(body.steps.map(({ participant, phase, outcome }) => `${participant} ${phase} ${outcome}`)).toEqual(
      [
        'driver-service try agreed',
        'ride-service try agreed',
        expect.stringMatching(/-service confirm done/),
        expect.stringMatching(/-service confirm done/),
      ],
    );
    const found = await call<Assignment>(`${second.url}${headers.get('location')}`);
    expect(found.body).toMatchObject({ id: body.id, state: 'CONFIRMED' });
  });

  it('refuses an impossible assignment with its reason, and changes nothing', async () => {
    await freeDrivers(system, ['busy-1', 'busy-2']);
    const [ride, other] = [await requestedRide(system), await requestedRide(system)];
    await assign(system.gateway, ride.id, { driverId: 'busy-1' });
    const answers = await Promise.all([
      assign(system.gateway, other.id, { driverId: 'busy-1' }),
      assign(system.gateway, ride.id, { driverId: 'busy-2' }),
      assign(system.gateway, other.id, { driverId: 'nobody' }),
      assign(system.gateway, '01900000-0000-7000-8000-00000000000a'),
      assign(system.gateway, other.id, { driverId: 'not an id' }),
      assign(system.gateway, other.id, { key: 'a key' }),
    ]);
    expect(answers.map(({ status, body }) => [status, body.reason])).toEqual([
      [409, 'driver-not-free'],
      [409, 'ride-not-requested'],
      [404, 'driver-unknown'],
      [404, undefined],
      [400, undefined],
      [400, undefined],
    ]);
    for (const { headers } of answers) expect(headers.get('content-type')).toContain('problem+json');
    expect((await assign(system.gateway, other.id, { driverId: 'busy-2' })).status).toBe(200);
  });

  it('gives the same answer for the same idempotency key, and refuses the key for another request', async () => {
    await freeDrivers(system, ['key-1', 'key-2']);
    const [ride, other] = [await requestedRide(system), await requestedRide(system)];
    const order = { driverId: 'key-1', key: `key of ${ride.id}`.replaceAll(' ', '-') };
    const answers = await inParallel([0, 1, 2, 3, 4, 5], 6, (index) =>
      assign(gatewayOf(index), ride.id, order),
    );
    expect(counted(answers.map(({ status }) => status))).toEqual({ 200: 6 });
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
    expect((await assign(second.url, ride.id, { ...order, driverId: 'key-2' })).status).toBe(422);
    expect((await assign(second.url, other.id, order)).status).toBe(422);
  });

  it('answers 503 while a participant is down, and leaves nothing reserved', async () => {
    await freeDrivers(system, ['away-1']);
    const ride = await requestedRide(system);
    await system.process('ride-service').kill('SIGKILL');
    const looked = await assign(system.gateway, ride.id, { driverId: 'away-1' });
    expect([looked.status, looked.headers.get('retry-after')]).toEqual([503, '1']);
    await system.process('ride-service').start();
    await system.process('ride-service').waitReady();
    await system.process('driver-service').kill('SIGKILL');
    const tried = await assign(system.gateway, ride.id, { driverId: 'away-1' });
    expect([tried.status, tried.body.reason]).toEqual([503, 'no-answer']);
    const { body } = await call<Assignment>(`${system.gateway}/assignments/${tried.body.assignment}`);
    expect(body).toMatchObject({ state: 'CANCELLING', waitsFor: ['driver-service'] });
    expect(sumOf(await metricsOf(system.gateway), 'assignments_unfinished', 'CANCELLING')).toBe(1);
    await system.process('driver-service').start();
    await system.process('driver-service').waitReady();
    await allEnded(system);
    await untilAssigned(system, ride, 'away-1');
    expect(await anomaliesOfAssignments(system)).toEqual([]);
  }, 60_000);

  it('completes the assignments in flight when a gateway stops', async () => {
    await freeDrivers(system, crowd('stop', DRIVERS));
    const rides = await inParallel(Array.from({ length: DRIVERS }), AT_ONCE, () => requestedRide(system));
    const asking = Promise.all(
      rides.map(({ id }) => assign(second.url, id, { key: `stop-${id}` }).catch(() => undefined)),
    );
    await eventually(async () => (await assignedRides(system, 'stop')) > 0);
    await second.stop();
    const answers = (await asking).map((answer) => answer?.status ?? 'no answer');
    console.log('when a gateway stops:', counted(answers));
    expect(await unfinished(system)).toBe(0);
    expect(await anomaliesOfAssignments(system)).toEqual([]);
    expect(await assignedRides(system, 'stop')).toBe(answers.filter((status) => status === 200).length);
    second = await system.addInstance('gateway');
  }, 60_000);
});
