import { eventually } from '@ride-hailing/testing';
import { introduce, untilAssigned } from './asking';
import {
  assign,
  type Assignment,
  assignmentAnomalies,
  assignPatiently,
  type AssignmentProblem,
  requestedRide,
  unfinished,
} from './assignments';
import { eachOf } from './each-of';
import { type Answer, call } from './http';
import { metricsOf, sumOf } from './metrics';
import { SecondGateway } from './second-gateway';
import { type Ride, startSystem, type System } from './system';

const DRIVERS = 50;
const RIDES = 200;
const AT_ONCE = 16;
const SETTLED_WITHIN_MS = 60_000;

type Answered = Answer<Assignment & AssignmentProblem>;

describe('assignments', () => {
  let system: System;
  let second: SecondGateway;

  beforeAll(async () => {
    system = await startSystem();
    second = await SecondGateway.start(system);
  }, 120_000);

  afterAll(async () => {
    await second.stop();
    await system.stop();
  });

  const count = async (database: 'driver_service' | 'ride_service', sql: string): Promise<number> =>
    Number((await system.sql(database, `SELECT count(*)::int AS count ${sql}`))[0]?.count);

  /** Ends the rides of earlier tests and forgets their drivers, so that these alone are free. */
  async function freeDrivers(names: readonly string[]): Promise<void> {
    await eventually(async () => {
      const rides = await system.sql('ride_service', "SELECT id FROM rides WHERE status = 'ASSIGNED'");
      await eachOf(rides, AT_ONCE, ({ id }) =>
        call(`${system.rideService}/rides/${String(id)}/cancel`, { method: 'POST' }),
      );
      return (
        (await count('driver_service', "FROM ride_copy WHERE status IN ('ASSIGNED', 'IN_PROGRESS')")) === 0
      );
    });
    await system.sql('driver_service', 'DELETE FROM driver_positions');
    await introduce(system, names);
    await eventually(async () => (await count('driver_service', 'FROM driver_positions')) === names.length);
  }

  const crowd = (name: string) => Array.from({ length: DRIVERS }, (_, index) => `${name}-${index}`);
  const gatewayOf = (index: number) => (index % 2 === 0 ? system.gateway : second.url);
  const counted = (values: readonly (number | string)[]) => {
    const counts: Record<string, number> = {};
    for (const value of values) counts[value] = (counts[value] ?? 0) + 1;
    return counts;
  };
  const statuses = (answers: readonly Answered[]) => counted(answers.map(({ status }) => status));
  const patientlyAssigned = (rides: readonly Ride[], name: string) =>
    Promise.all(rides.map(({ id }, index) => assignPatiently(gatewayOf(index), id, `${name}-${id}`)));
  const settled = () =>
    eventually(async () => (await unfinished(system)) === 0, { timeoutMs: SETTLED_WITHIN_MS });
  /** Of this test alone: those who have a driver of this name. */
  const assignedRides = (name: string) =>
    count('ride_service', `FROM rides WHERE status = 'ASSIGNED' AND driver_id LIKE '${name}-%'`);

  it('gives a requested ride to the driver who was named, and tells who said what', async () => {
    await freeDrivers(['named-1']);
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

  it('refuses clearly, and leaves everything as it was', async () => {
    await freeDrivers(['busy-1', 'busy-2']);
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

  it('answers the same for the same key, and refuses the key for anything else', async () => {
    await freeDrivers(['key-1', 'key-2']);
    const [ride, other] = [await requestedRide(system), await requestedRide(system)];
    const order = { driverId: 'key-1', key: `key of ${ride.id}`.replaceAll(' ', '-') };
    const answers = await eachOf([0, 1, 2, 3, 4, 5], 6, (index) => assign(gatewayOf(index), ride.id, order));
    expect(statuses(answers)).toEqual({ 200: 6 });
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
    expect((await assign(second.url, ride.id, { ...order, driverId: 'key-2' })).status).toBe(422);
    expect((await assign(second.url, other.id, order)).status).toBe(422);
  });

  it('says 503 while a participant is away, and nothing stays set aside', async () => {
    await freeDrivers(['away-1']);
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
    await settled();
    await untilAssigned(system, ride, 'away-1');
    expect(await assignmentAnomalies(system)).toEqual([]);
  }, 60_000);

  it('lets those under way end when a gateway stops', async () => {
    await freeDrivers(crowd('stop'));
    const rides = await eachOf(Array.from({ length: DRIVERS }), AT_ONCE, () => requestedRide(system));
    const asking = Promise.all(
      rides.map(({ id }) => assign(second.url, id, { key: `stop-${id}` }).catch(() => undefined)),
    );
    await eventually(async () => (await assignedRides('stop')) > 0);
    await second.stop();
    const answers = (await asking).map((answer) => answer?.status ?? 'no answer');
    console.log('when a gateway stops:', counted(answers));
    expect(await unfinished(system)).toBe(0);
    expect(await assignmentAnomalies(system)).toEqual([]);
    expect(await assignedRides('stop')).toBe(answers.filter((status) => status === 200).length);
    second = await SecondGateway.start(system);
  }, 60_000);

  it(`of 200 at once for 50 free drivers lets exactly 50 succeed`, async () => {
    await freeDrivers(crowd('load'));
    const rides = await eachOf(Array.from({ length: RIDES }), AT_ONCE, () => requestedRide(system));
    const startedAt = performance.now();
    const asked = await patientlyAssigned(rides, 'load');
    const tookMs = Math.round(performance.now() - startedAt);
    console.log(
      `${RIDES} assignments at once in ${tookMs} ms, first answers:`,
      counted(asked.map(({ first }) => first)),
    );
    await settled();
    const answers = asked.map(({ last }) => last);
    expect(statuses(answers)).toEqual({ 200: DRIVERS, 409: RIDES - DRIVERS });
    const reasons = answers.filter(({ status }) => status === 409).map(({ body }) => body.reason);
    expect([...new Set(reasons)]).toEqual(['no-driver-free']);
    expect(await assignedRides('load')).toBe(DRIVERS);
    expect(await assignmentAnomalies(system)).toEqual([]);
  }, 90_000);

  it('and while participants are killed, no more; after a retry with the same keys exactly as many', async () => {
    await freeDrivers(crowd('killed'));
    const rides = await eachOf(Array.from({ length: RIDES }), AT_ONCE, () => requestedRide(system));
    const asking = patientlyAssigned(rides, 'killed');
    for (const [name, assignedBefore] of [
      ['driver-service', 4],
      ['ride-service', 12],
    ] as const) {
      await eventually(async () => (await assignedRides('killed')) > assignedBefore);
      await system.process(name).kill('SIGKILL');
      await system.process(name).start();
      await system.process(name).waitReady();
    }
    const asked = await asking;
    console.log(
      'while participants were killed, first answers:',
      counted(asked.map(({ first }) => first)),
      'last answers:',
      statuses(asked.map(({ last }) => last)),
    );
    expect(asked.some(({ first }) => first === 503)).toBe(true);
    await settled();
    expect(await assignedRides('killed')).toBeLessThanOrEqual(DRIVERS);
    expect(await assignmentAnomalies(system)).toEqual([]);

    await introduce(system, crowd('killed'));
    const again = (await patientlyAssigned(rides, 'killed')).map(({ last }) => last);
    await settled();
    expect(statuses(again)).toEqual({ 200: DRIVERS, 409: RIDES - DRIVERS });
    expect(await assignedRides('killed')).toBe(DRIVERS);
    expect(await assignmentAnomalies(system)).toEqual([]);
  }, 120_000);
});
