import type { ManagedProcess } from '@ride-hailing/stack';
import { eventually } from '@ride-hailing/testing';
import { assignPatiently } from '../running-system/assignments';
import { inParallel } from '../running-system/in-parallel';
import { introduce, requestedRide } from '../running-system/rides';
import { type Ride, startSystem, type System } from '../running-system/system';
import { anomaliesOfAssignments } from './assignment-anomalies';
import { type Answered, assignedRides, counted, crowd, freeDrivers, allEnded } from './assignment-crowd';

const DRIVERS = 50;
const RIDES = 200;
const AT_ONCE = 16;

describe('more assignments than free drivers', () => {
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
  const statuses = (answers: readonly Answered[]) => counted(answers.map(({ status }) => status));
  const patientlyAssigned = (rides: readonly Ride[], name: string) =>
    Promise.all(rides.map(({ id }, index) => assignPatiently(gatewayOf(index), id, `${name}-${id}`)));

  it('lets exactly 50 of 200 simultaneous assignments succeed when 50 drivers are free', async () => {
    await freeDrivers(system, crowd('load', DRIVERS));
    const rides = await inParallel(Array.from({ length: RIDES }), AT_ONCE, () => requestedRide(system));
    const startedAt = performance.now();
    const outcomes = await patientlyAssigned(rides, 'load');
    const tookMs = Math.round(performance.now() - startedAt);
    console.log(
      `${RIDES} assignments at once in ${tookMs} ms, first answers:`,
      counted(outcomes.map(({ first }) => first)),
    );
    await allEnded(system);
    const answers = outcomes.map(({ last }) => last);
    expect(statuses(answers)).toEqual({ 200: DRIVERS, 409: RIDES - DRIVERS });
    const reasons = answers.filter(({ status }) => status === 409).map(({ body }) => body.reason);
    expect([...new Set(reasons)]).toEqual(['no-driver-free']);
    expect(await assignedRides(system, 'load')).toBe(DRIVERS);
    expect(await anomaliesOfAssignments(system)).toEqual([]);
  }, 90_000);

  it('never assigns more rides than drivers while participants are killed, and exactly as many after retries with the same keys', async () => {
    await freeDrivers(system, crowd('killed', DRIVERS));
    const rides = await inParallel(Array.from({ length: RIDES }), AT_ONCE, () => requestedRide(system));
    const pending = patientlyAssigned(rides, 'killed');
    for (const [name, assignedBefore] of [
      ['driver-service', 4],
      ['ride-service', 12],
    ] as const) {
      await eventually(async () => (await assignedRides(system, 'killed')) > assignedBefore);
      await system.process(name).kill('SIGKILL');
      await system.process(name).start();
      await system.process(name).waitReady();
    }
    const outcomes = await pending;
    console.log(
      'while participants were killed, first answers:',
      counted(outcomes.map(({ first }) => first)),
      'last answers:',
      statuses(outcomes.map(({ last }) => last)),
    );
    expect(outcomes.some(({ first }) => first === 503)).toBe(true);
    await allEnded(system);
    expect(await assignedRides(system, 'killed')).toBeLessThanOrEqual(DRIVERS);
    expect(await anomaliesOfAssignments(system)).toEqual([]);

    await introduce(system, crowd('killed', DRIVERS));
    const again = (await patientlyAssigned(rides, 'killed')).map(({ last }) => last);
    await allEnded(system);
    expect(statuses(again)).toEqual({ 200: DRIVERS, 409: RIDES - DRIVERS });
    expect(await assignedRides(system, 'killed')).toBe(DRIVERS);
    expect(await anomaliesOfAssignments(system)).toEqual([]);
  }, 120_000);
});
