import { eventually } from '@ride-hailing/testing';
import { anomaliesOfAssignments } from '../assignments/assignment-anomalies';
import { unfinished } from '../running-system/assignments';
import { untilCopiesEqual } from '../running-system/copies';
import { anomaliesOfStream, outboxIsEmpty } from '../running-system/outbox';
import { introduce } from '../running-system/rides';
import { startSystem, type System } from '../running-system/system';
import { PatientClient } from './patient-client';
import { SteadyLoad } from './steady-load';

const DRIVERS = ['rolling-1', 'rolling-2', 'rolling-3', 'rolling-4'];
const PROCESSES = ['driver-service', 'ride-service', 'gateway'].flatMap((name) => [name, `${name}-2`]);
/** A gateway that has ended, or an instance that starts. No request is broken off while it is served. */
const NOT_SERVED = /^ECONNREFUSED$|^503 /;
/** SHUTDOWN_TIMEOUT_MS, and the end of the process. */
const STOPPED_WITHIN_MS = 12_000;

describe('restarts of one process after the other under load', () => {
  let system: System;
  let client: PatientClient;
  let load: SteadyLoad;

  beforeAll(async () => {
    system = await startSystem({ instances: 2 });
    client = new PatientClient([system.gateway, system.process('gateway-2').url]);
    await introduce(system, DRIVERS);
    await eventually(
      async () => (await system.count('driver_service', 'driver_positions')) === DRIVERS.length,
    );
    load = new SteadyLoad(system, client, DRIVERS);
  }, 120_000);

  afterAll(async () => {
    await load.stop();
    await system.stop();
  }, 60_000);

  /** Every driver ends a ride that was begun while the process was away or after that. */
  const goesOn = async () => {
    const before = load.fewest;
    await eventually(() => load.fewest > before + 1, { timeoutMs: 30_000 });
  };

  const report = (how: string) => {
    const { requests, retried, longestMs } = client;
    console.log(
      `${how}: ${requests} requests, ${retried} sent again, the longest healed after ${longestMs} ms`,
    );
    console.log([...client.reasons].map(([reason, times]) => `${times} × ${reason}`).join('\n'));
  };

  it('breaks off no request while each process of each service is restarted by SIGTERM, and heals each failure by a retry', async () => {
    await goesOn();
    for (const name of PROCESSES) {
      const one = system.process(name);
      const startedAt = performance.now();
      expect([name, await one.stop()]).toEqual([name, { code: 0, signal: null }]);
      expect(performance.now() - startedAt).toBeLessThan(STOPPED_WITHIN_MS);
      await goesOn();
      await one.start();
      await one.waitReady();
    }
    report('SIGTERM');
    expect(client.failed).toEqual([]);
    expect([...client.reasons.keys()].filter((reason) => !NOT_SERVED.test(reason))).toEqual([]);
  }, 240_000);

  it('heals each request that fails while each process of each service is killed by a retry with the same key', async () => {
    for (const name of PROCESSES) {
      const one = system.process(name);
      await one.kill();
      await goesOn();
      await one.start();
      await one.waitReady();
    }
    report('SIGKILL');
    expect(client.failed).toEqual([]);
  }, 240_000);

  it('has lost nothing in the end, and made no ride twice', async () => {
    await load.stop();
    await untilCopiesEqual(system, 'rolling restarts');
    await eventually(() => outboxIsEmpty(system));
    await eventually(async () => (await unfinished(system)) === 0, { timeoutMs: 30_000 });
    expect(await system.count('ride_service', 'rides')).toBe(load.requested);
    expect(await system.count('ride_service', "rides WHERE status <> 'COMPLETED'")).toBe(0);
    expect(await anomaliesOfAssignments(system)).toEqual([]);
    expect(await anomaliesOfStream(system)).toEqual([]);
    await eventually(async () => {
      const rows = await system.sql('driver_service', 'SELECT driver_id, sequence FROM driver_positions');
      return rows.every((row) => Number(row['sequence']) === load.sequences.get(String(row['driver_id'])));
    });
  }, 120_000);
});
