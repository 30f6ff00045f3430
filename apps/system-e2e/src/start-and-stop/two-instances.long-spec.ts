import type { ManagedProcess } from '@ride-hailing/stack';
import { aRideRequest, eventually, sumOf } from '@ride-hailing/testing';
import { anomaliesOfAssignments } from '../assignments/assignment-anomalies';
import { freeDrivers } from '../assignments/assignment-crowd';
import { assign, unfinished } from '../running-system/assignments';
import { must } from '../running-system/http';
import { metricsOf } from '../running-system/metrics';
import { outboxIsEmpty } from '../running-system/outbox';
import { assignedRide, introduce, requestedRide } from '../running-system/rides';
import { type Service, startSystem, type System } from '../running-system/system';

const TAKEN_UP_WITHIN_MS = 30_000;

describe('two instances of every service', () => {
  let system: System;

  const instancesOf = (service: Service): ManagedProcess[] =>
    [service, `${service}-2`].map((name) => system.process(name));
  /** The sum of a metric at each instance. */
  const atEach = (service: Service, ...metric: [name: string, labels?: string]) =>
    Promise.all(instancesOf(service).map(async ({ url }) => sumOf(await metricsOf(url), ...metric)));
  /** Waits until the metric has grown at both instances while `work` is repeated. */
  const bothGrow = async (work: () => Promise<unknown>, ...metric: Parameters<typeof atEach>) => {
    const before = await atEach(...metric);
    await eventually(
      async () => {
        await work();
        return (await atEach(...metric)).every((now, index) => now > (before[index] ?? 0));
      },
      { timeoutMs: TAKEN_UP_WITHIN_MS },
    );
  };

  beforeAll(async () => {
    system = await startSystem({ instances: 2 });
  }, 120_000);

  afterAll(() => system.stop(), 60_000);

  const askDetails = (driverId: string) => () =>
    must(`${system.gateway}/drivers/${driverId}/current-ride?cache=none`);

  it('share driver updates, requests and calls for details', async () => {
    const drivers = Array.from({ length: 50 }, (_, index) => `both-${index}`);
    await bothGrow(() => introduce(system, drivers), 'driver-service', 'messages_processed_total');
    await assignedRide(system, 'both-1');
    const ask = askDetails('both-1');
    await bothGrow(ask, 'driver-service', 'http_request_duration_seconds_count', 'current-ride');
    await bothGrow(ask, 'ride-service', 'grpc_server_calls_total', 'RideDetails');
  }, 90_000);

  it('call an instance that starts later as well', async () => {
    const later = system.process('ride-service-2');
    await later.stop();
    await assignedRide(system, 'later-1');
    await later.start();
    await later.waitReady();
    const ask = askDetails('later-1');
    const calls = async () => sumOf(await metricsOf(later.url), 'grpc_server_calls_total', 'RideDetails');
    await eventually(async () => (await ask()) && (await calls()) > 0, { timeoutMs: TAKEN_UP_WITHIN_MS });
  }, 90_000);

  it('let one relay publish, and the other one after a kill', async () => {
    const active = async () => {
      const running = instancesOf('ride-service').filter((one) => one.isRunning);
      const states = await Promise.all(
        running.map(async ({ url }) => sumOf(await metricsOf(url), 'outbox_relay_active')),
      );
      return running.filter((_, index) => states[index] === 1);
    };
    await eventually(async () => (await active()).length === 1);
    const [first] = await active();
    await first?.kill();
    await must(`${system.gateway}/rides`, { method: 'POST', body: aRideRequest() });
    await eventually(() => outboxIsEmpty(system), { timeoutMs: TAKEN_UP_WITHIN_MS });
    expect((await active()).map(({ name }) => name)).not.toContain(first?.name);
    await first?.start();
    await first?.waitReady();
  }, 90_000);

  it('finish by the other gateway what a killed one has left', async () => {
    await freeDrivers(system, ['left-1']);
    const ride = await requestedRide(system);
    const [first, second] = instancesOf('gateway');
    const drivers = instancesOf('driver-service');
    for (const one of drivers) one.freeze();
    const asking = assign(system.gateway, ride.id, { driverId: 'left-1', key: 'left' }).catch(
      () => undefined,
    );
    try {
      await eventually(async () => (await unfinished(system)) === 1);
      await first?.kill();
    } finally {
      for (const one of drivers) one.thaw();
    }
    await asking;
    await eventually(async () => (await unfinished(system)) === 0, { timeoutMs: TAKEN_UP_WITHIN_MS });
    await eventually(
      async () =>
        (await assign(second?.url ?? '', ride.id, { driverId: 'left-1', key: 'left' })).status === 200,
    );
    expect(await anomaliesOfAssignments(system)).toEqual([]);
    await first?.start();
    await first?.waitReady();
  }, 90_000);
});
