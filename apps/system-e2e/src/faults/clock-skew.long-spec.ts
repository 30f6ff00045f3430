import { eventually, samplesOf, ShiftedClocks } from '@ride-hailing/testing';
import { assign } from '../running-system/assignments';
import { askUntil, hasDetails } from '../running-system/current-ride';
import { call, must } from '../running-system/http';
import { metricsOf } from '../running-system/metrics';
import { commandRide, introduce, requestedRide, shownRide } from '../running-system/rides';
import { startSystem, type System } from '../running-system/system';

const HOUR_MS = 3_600_000;
const SERVICES = ['gateway', 'ride-service', 'driver-service'] as const;
const RECOVERED_WITHIN_MS = 15_000;

interface Driver {
  readonly free: boolean;
  readonly sources: { readonly position: { readonly ageMs: number } };
}

describe('a service whose clock is an hour off', () => {
  const clocks = new ShiftedClocks();
  let system: System;
  let drivers = 0;

  beforeAll(async () => {
    const [gateway, rideService, driverService] = SERVICES.map((name) => clocks.environmentOf(name));
    system = await startSystem({
      env: {
        gateway: { ...gateway },
        'ride-service': { ...rideService },
        // A cache would hide the faults of Ride Service for a while.
        'driver-service': { ...driverService, CACHING_CHOICE: 'none' },
      },
    });
  }, 180_000);

  afterEach(() => {
    for (const service of SERVICES) clocks.set(service, 0);
  });

  afterAll(async () => {
    await system.stop();
    clocks.remove();
  }, 60_000);

  const driver = async (driverId: string): Promise<Driver | undefined> => {
    const { status, body } = await call<Driver>(`${system.gateway}/drivers/${driverId}`);
    return status === 200 ? body : undefined;
  };
  const isFree = async (driverId: string): Promise<boolean> => (await driver(driverId))?.free === true;

  /** Expects that drivers are free as long as they send updates, and that a ride goes through all its steps. */
  const expectRidesToGoOn = async (): Promise<void> => {
    const [one, silent] = [`skew-${(drivers += 1)}`, `skew-${(drivers += 1)}`];
    await introduce(system, [one, silent]);
    for (const driverId of [one, silent]) await eventually(() => isFree(driverId));
    expect((await driver(one))?.sources.position.ageMs).toBeLessThan(10_000);
    await system.sql(
      'driver_service',
      `UPDATE driver_positions SET heard_at = heard_at - interval '61 s' WHERE driver_id = $1`,
      [silent],
    );
    expect(await isFree(silent)).toBe(false);
    const { id } = await requestedRide(system);
    // A gateway that has just started may not have reached its database and the participants yet.
    const refused = await eventually(async () => {
      const answer = await assign(system.gateway, id, { driverId: silent });
      return answer.status < 500 && answer;
    });
    expect([refused.status, refused.body.reason]).toEqual([409, 'driver-not-free']);

    const ride = await shownRide(system, one);
    expect(await isFree(one)).toBe(false);
    await commandRide(system, ride, 'start');
    await commandRide(system, ride, 'complete');
    await eventually(() => isFree(one));
    const nearest = await must<{ drivers: { driverId: string }[] }>(
      `${system.gateway}/drivers/nearest?lat=37.5665&lng=126.978&limit=50`,
    );
    const found = nearest.drivers.map(({ driverId }) => driverId);
    expect([found.includes(one), found.includes(silent)]).toEqual([true, false]);
  };

  const cases = SERVICES.flatMap((service) =>
    [HOUR_MS, -HOUR_MS].map((byMs) => [service, byMs > 0 ? 'ahead' : 'behind', byMs] as const),
  );

  it.each(cases)(
    'drivers stay free and rides continue when the clock of %s is an hour %s from its start',
    async (service, _where, byMs) => {
      const process = system.process(service);
      await process.stop();
      clocks.set(service, byMs);
      await process.start();
      await process.waitReady();
      await expectRidesToGoOn();
    },
    120_000,
  );

  it.each(cases)(
    'drivers stay free and rides continue when the clock of %s is set an hour %s while it runs',
    async (service, _where, byMs) => {
      await expectRidesToGoOn();
      clocks.set(service, byMs);
      await expectRidesToGoOn();
    },
    120_000,
  );

  it('details return soon after their owner although the clock of driver-service was set back while the breaker was open', async () => {
    const driverId = `skew-${(drivers += 1)}`;
    await shownRide(system, driverId);
    system.process('ride-service').freeze();
    try {
      await askUntil(system, driverId, ({ reasons }) => reasons.has('breaker-open'));
      clocks.set('driver-service', -HOUR_MS);
    } finally {
      system.process('ride-service').thaw();
    }
    await eventually(() => hasDetails(system, driverId), { timeoutMs: RECOVERED_WITHIN_MS });
  }, 120_000);

  it('shows the clock skew in a metric', async () => {
    clocks.set('driver-service', HOUR_MS);
    const skews = async (): Promise<number[]> =>
      samplesOf(await metricsOf(system.driverService), 'clock_skew_seconds', 'of="');
    await eventually(
      async () => {
        const shown = await skews();
        return shown.length === 2 && shown.every((seconds) => Math.abs(seconds - 3_600) < 5);
      },
      { timeoutMs: RECOVERED_WITHIN_MS },
    );
  }, 60_000);
});
