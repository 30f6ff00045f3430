import type { ManagedProcess } from '@ride-hailing/stack';
import { eventually } from '@ride-hailing/testing';
import { assign, unfinished } from '../running-system/assignments';
import { requestedRide, untilAssigned } from '../running-system/rides';
import { startSystem, type System } from '../running-system/system';
import { anomaliesOfAssignments } from './assignment-anomalies';
import { freeDrivers } from './assignment-crowd';

const TAKEN_UP_WITHIN_MS = 20_000;

describe('a gateway that is frozen during an assignment', () => {
  let system: System;
  let second: ManagedProcess;

  beforeAll(async () => {
    const env = { gateway: { PARTICIPANT_DEADLINE_MS: '2000', RECOVER_AFTER_MS: '5000' } };
    system = await startSystem({ env });
    second = await system.addInstance('gateway');
  }, 120_000);

  afterAll(async () => {
    await second.stop();
    await system.stop();
  }, 60_000);

  it('a frozen gateway loses its assignment to another one, and corrupts nothing when it continues', async () => {
    await freeDrivers(system, ['frozen-1']);
    const ride = await requestedRide(system);
    const [first, drivers] = [system.process('gateway'), system.process('driver-service')];
    drivers.freeze();
    const asking = assign(system.gateway, ride.id, { driverId: 'frozen-1' }).catch(() => undefined);
    try {
      await eventually(async () => (await unfinished(system)) === 1);
      first.freeze();
    } finally {
      drivers.thaw();
    }
    try {
      await eventually(async () => (await unfinished(system)) === 0, { timeoutMs: TAKEN_UP_WITHIN_MS });
      await eventually(
        async () => (await assign(second.url, ride.id, { driverId: 'frozen-1' })).status === 200,
      );
    } finally {
      first.thaw();
    }
    // The caller may have given up; a caller that still waits gets no agreement.
    expect([undefined, 503]).toContain((await asking)?.status);
    await eventually(async () => (await unfinished(system)) === 0);
    expect(await anomaliesOfAssignments(system)).toEqual([]);
    const next = await requestedRide(system);
    await freeDrivers(system, ['frozen-2']);
    await untilAssigned(system, next, 'frozen-2');
  }, 90_000);
});
