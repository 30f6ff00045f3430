import { eventually } from '@ride-hailing/testing';
import { askGateway, hasDetails } from '../running-system/current-ride';
import { readiness } from '../running-system/health';
import { call } from '../running-system/http';
import { runJob } from '../running-system/jobs';
import { introduce, shownRide } from '../running-system/rides';
import { startSystem, type System } from '../running-system/system';

const NOTICED_WITHIN_MS = 15_000;
const SERVICES = ['ride-service', 'driver-service', 'gateway'] as const;

describe('database objects that an operator deletes by mistake', () => {
  let system: System;
  let pids: (number | undefined)[];

  beforeAll(async () => {
    system = await startSystem({ approaches: ['database-view'] });
    await introduce(system, ['x-0', 'x-1']);
    pids = system.pidsOf(SERVICES);
  }, 120_000);

  afterAll(() => system.stop(), 60_000);

  /** Waits until each check gives its reason, and returns how long that took, in ms. */
  async function untilNoticed(url: string, reasons: Readonly<Record<string, string>>): Promise<number> {
    const startedAt = performance.now();
    await eventually(
      async () => {
        const { checks } = (await readiness(url)).body;
        return Object.entries(reasons).every(([check, reason]) => checks[check]?.reason?.includes(reason));
      },
      { timeoutMs: 2 * NOTICED_WITHIN_MS },
    );
    return performance.now() - startedAt;
  }

  /** Runs the same programs as `npm run provision`. */
  async function provision(): Promise<void> {
    await system.provision();
    for (const service of SERVICES) {
      expect(await runJob(system, `restore ${service}`)).toMatchObject({ code: 0 });
    }
  }

  async function untilAllWell(): Promise<void> {
    await eventually(
      async () => {
        const reports = await Promise.all(
          SERVICES.map(async (name) => (await readiness(system.urlOf(name))).body),
        );
        return reports.every(({ checks }) => Object.values(checks).every(({ ok }) => ok));
      },
      { timeoutMs: 2 * NOTICED_WITHIN_MS },
    );
    expect(system.pidsOf(SERVICES)).toEqual(pids);
  }

  it('reports deleted tables and indexes of each service in time, and works again after provisioning without a restart', async () => {
    const ride = await shownRide(system, 'x-0');
    await untilAllWell();
    await system.sql('ride_service', 'DROP TABLE ride_holds; DROP INDEX rides_status_id');
    await system.sql('driver_service', 'DROP TABLE ride_copy; DROP INDEX reservations_one_live_per_driver');
    await system.sql('gateway', 'DROP TABLE assignments; DROP TABLE migrations');
    const took = await Promise.all([
      untilNoticed(system.rideService, { 'database-objects': 'table public.ride_holds: missing' }),
      untilNoticed(system.driverService, { 'database-objects': 'table public.ride_copy: missing' }),
      untilNoticed(system.gateway, { 'database-objects': 'table public.assignments: missing' }),
    ]);
    console.log(`noticed after ${took.map(Math.round).join(', ')} ms`);
    expect(Math.max(...took)).toBeLessThan(NOTICED_WITHIN_MS);
    expect((await readiness(system.rideService)).body.status).toBe('not-ready');

    await provision();
    await untilAllWell();
    expect(await runJob(system, 'rebuild')).toMatchObject({ code: 0 });
    await eventually(() => hasDetails(system, 'x-0'), { timeoutMs: 10_000 });
    expect((await askGateway(system, 'x-0')).body.ride).toMatchObject({ id: ride.id });
    await shownRide(system, 'x-1');
  }, 120_000);

  it('reports every lost login in time, and works again after provisioning without a restart', async () => {
    await untilAllWell();
    await system.sql('ride_service', 'ALTER ROLE ride_service NOLOGIN');
    await system.sql('driver_service', "ALTER ROLE driver_service PASSWORD 'another'");
    await system.sql('gateway', 'REVOKE CONNECT ON DATABASE gateway FROM gateway, PUBLIC');
    await system.sql(
      'ride_service',
      'DROP OWNED BY driver_service_ride_view; DROP ROLE driver_service_ride_view',
    );
    const took = await Promise.all([
      untilNoticed(system.rideService, { 'database-login': 'refused (28' }),
      untilNoticed(system.driverService, {
        'database-login': 'refused (28',
        'ride-view': 'cannot be read (28',
      }),
      untilNoticed(system.gateway, { 'database-login': 'refused (' }),
    ]);
    console.log(`noticed after ${took.map(Math.round).join(', ')} ms`);
    expect(Math.max(...took)).toBeLessThan(NOTICED_WITHIN_MS);

    await provision();
    await untilAllWell();
    await eventually(
      async () =>
        (await call(`${system.gateway}/drivers/x-0/current-ride?approach=database-view`)).status === 200,
      { timeoutMs: NOTICED_WITHIN_MS },
    );
  }, 120_000);
});
