import { APPROACHES, driverUpdateSubject } from '@ride-hailing/contracts';
import { eventually } from '@ride-hailing/testing';
import { call } from '../running-system/http';
import { metricsOf } from '../running-system/metrics';
import { assignedRide, introduce } from '../running-system/rides';
import { startSystem, type System } from '../running-system/system';
import { ExposedMetrics } from './exposed-metrics';
import { expressions, scraped } from './monitoring-files';

const SEEN_WITHIN_MS = 40_000;

describe('metrics of the running system', () => {
  let system: System;

  beforeAll(async () => {
    system = await startSystem({
      tls: true,
      approaches: APPROACHES,
      simulator: { drivers: 20, ridesPerSecond: 2 },
    });
  }, 120_000);

  afterAll(() => system.stop());

  /** Without the dashboard, which has no metric of its own. */
  const faults = async (): Promise<string[]> => {
    const exposed = new ExposedMetrics();
    for (const { job } of scraped().filter(({ job }) => job !== 'dashboard')) {
      exposed.add(job, await metricsOf(system.process(job).url));
    }
    return expressions.flatMap((expression) => exposed.faultsOf(expression));
  };

  /** Some series begin with what they count: outages, refusals, poison, a deleted object. */
  const cause = async (): Promise<void> => {
    await introduce(system, ['m-1']);
    await assignedRide(system, 'm-1');
    await (
      await system.broker('operator')
    ).publishAll([{ subject: driverUpdateSubject('m-1'), data: 'no update' }]);
    await call(`${system.gateway}/drivers/m-1/current-ride/comparison`);
    await call(`${system.gateway}/drivers/m-1/current-ride?cache=versioned`);
    await system.sql('driver_service', 'DROP INDEX driver_positions_available_cell');
    await system.process('ride-service').kill('SIGKILL');
    for (let asked = 0; asked < 60; asked += 1) {
      await call(`${system.gateway}/drivers/m-1/current-ride?cache=none`);
    }
    await call(`${system.gateway}/rides?limit=1`);
    await system.process('ride-service').start();
  };

  it('exposes every metric and label, and has every value, that alerts and dashboards name', async () => {
    await cause();
    let missing: readonly string[] = ['not looked at yet'];
    const complete = async () =>
      (missing = await faults().catch((error: Error) => [error.message])).length === 0;
    await eventually(complete, { timeoutMs: SEEN_WITHIN_MS }).catch(() => undefined);
    expect(missing).toEqual([]);
  }, 120_000);
});
