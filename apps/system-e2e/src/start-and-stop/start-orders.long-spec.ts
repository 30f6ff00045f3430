import { RIDE_EVENTS } from '@ride-hailing/contracts';
import { eventually } from '@ride-hailing/testing';
import { untilCopiesEqual } from '../running-system/copies';
import { askGateway } from '../running-system/current-ride';
import { isLive, isReady, readiness } from '../running-system/health';
import { outboxIsEmpty } from '../running-system/outbox';
import { introduce, shownRide } from '../running-system/rides';
import { type Service, startSystem, type System } from '../running-system/system';

const SERVICES = ['ride-service', 'driver-service', 'gateway'] as const;
const WITHIN_MS = 60_000;

const ordersOf = <T>(things: readonly T[]): T[][] =>
  things.length < 2
    ? [[...things]]
    : things.flatMap((first) =>
        ordersOf(things.filter((one) => one !== first)).map((rest) => [first, ...rest]),
      );

const ORDERS = ordersOf(SERVICES);

describe('services started in any order', () => {
  let system: System;
  let used = 0;

  beforeAll(async () => {
    system = await startSystem();
    await introduce(
      system,
      Array.from({ length: ORDERS.length + 2 }, (_, index) => `s-${index}`),
    );
    await newRideArrives();
  }, 180_000);

  afterAll(() => system.stop(), 60_000);

  const untilLive = (name: Service) => eventually(() => isLive(system.urlOf(name)), { timeoutMs: WITHIN_MS });
  const untilAllReady = () =>
    eventually(
      async () => (await Promise.all(SERVICES.map((name) => isReady(system.urlOf(name))))).every(Boolean),
      {
        timeoutMs: WITHIN_MS,
      },
    );
  const stopServices = () => Promise.all(SERVICES.map((name) => system.process(name).stop()));
  /** Gives a ride to a driver who has none yet. */
  const newRideArrives = () => shownRide(system, `s-${used++}`);
  const logDuration = (what: string, since: number) =>
    console.log(
      `${what}: a new ride had arrived with its details after ${Math.round(performance.now() - since)} ms`,
    );

  it('tries all six orders', () => {
    expect(new Set(ORDERS.map((order) => order.join())).size).toBe(6);
  });

  it.each(ORDERS)(
    'the services recover by themselves when started in the order %s, %s, %s',
    async (...order) => {
      await stopServices();
      const startedAt = performance.now();
      for (const name of order) {
        await system.process(name).start();
        await untilLive(name);
      }
      await untilAllReady();
      await newRideArrives();
      logDuration(order.join(', '), startedAt);
      await untilCopiesEqual(system, order.join(', '));
    },
    120_000,
  );

  it('services started before Postgres, NATS and the streams are live but not ready, and work when these are there', async () => {
    await eventually(() => outboxIsEmpty(system));
    await stopServices();
    const database = system.process('postgres');
    const broker = system.process('nats');
    await system.loseBroker();
    await database.stop();
    for (const name of SERVICES) await system.process(name).start();
    for (const name of SERVICES) await untilLive(name);
    for (const name of ['ride-service', 'driver-service'] as const)
      await eventually(async () => (await readiness(system.urlOf(name))).status === 503);
    expect((await askGateway(system, 's-0')).status).toBe(503);
    const pids = system.pidsOf(SERVICES);

    await Promise.all([database.start(), broker.start()]);
    await Promise.all([database.waitReady(), broker.waitReady()]);
    const serversAt = performance.now();
    await untilAllReady();
    console.log(
      `all ready ${Math.round(performance.now() - serversAt)} ms after Postgres and NATS, without streams`,
    );
    const operator = await (await system.broker('operator')).manager();
    await expect(operator.streams.info(RIDE_EVENTS)).rejects.toThrow('stream not found');
    await system.provision();
    const provisionedAt = performance.now();
    await newRideArrives();
    logDuration('infrastructure last', provisionedAt);
    await untilCopiesEqual(system, 'infrastructure last');
    expect(system.pidsOf(SERVICES)).toEqual(pids);
  }, 180_000);
});
