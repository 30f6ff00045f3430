import { aRideRequest, eventually } from '@ride-hailing/testing';
import { untilCopiesEqual } from '../running-system/copies';
import { askGateway, askUntil, logSeen } from '../running-system/current-ride';
import { expectNoDatabase, isReady } from '../running-system/health';
import { call } from '../running-system/http';
import { outboxIsEmpty, waitingEvents } from '../running-system/outbox';
import { untilRecovered } from '../running-system/recovery';
import { Riders } from '../running-system/riders';
import { commandRide, introduce, shownRide } from '../running-system/rides';
import { startSystem, type System } from '../running-system/system';

const DRIVERS = Array.from({ length: 12 }, (_, index) => `o-${index}`);
const BUSY_DRIVERS = DRIVERS.slice(4);
/** The broker's client gives up after about 20 s by default. */
const LONGER_THAN_DEFAULT_MS = 27_000;
const SERVICES = ['ride-service', 'driver-service'] as const;

describe('long outages', () => {
  let system: System;
  let load: Riders | undefined;

  beforeAll(async () => {
    system = await startSystem({ env: { 'driver-service': { CACHING_CHOICE: 'none' } } });
    await introduce(system, DRIVERS);
  }, 180_000);

  afterEach(() => load?.stop(), 60_000);

  afterAll(() => system.stop(), 60_000);

  const allReady = async () =>
    (await Promise.all(SERVICES.map((name) => isReady(system.urlOf(name))))).every(Boolean);

  it('everything but the copy continues while NATS is down for longer than its client waits by default, and the copy then catches up', async () => {
    const ride = await shownRide(system, 'o-0');
    const before = system.pidsOf(SERVICES);
    const riders = (load = new Riders(system, BUSY_DRIVERS));
    const broker = system.process('nats');
    await broker.kill('SIGKILL');
    const downAt = performance.now();
    await commandRide(system, ride, 'start');
    const seen = await askUntil(
      system,
      'o-0',
      ({ last }) => last.details !== null && performance.now() - downAt > LONGER_THAN_DEFAULT_MS,
      2 * LONGER_THAN_DEFAULT_MS,
    );
    logSeen('NATS down for 27 s', seen);
    expect(seen.last).toMatchObject({
      ride: { id: ride.id, version: 2 },
      sources: { details: { from: 'ride-service', version: 3 } },
    });
    console.log(`NATS down for 27 s: ${await waitingEvents(system)} events wait in the outbox`);

    await broker.start();
    await broker.waitReady();
    const backAt = performance.now();
    await untilRecovered(
      'NATS down for 27 s',
      'the copy has the change',
      async () => (await askGateway(system, 'o-0')).body.ride?.version === 3,
      backAt,
    );
    await riders.stop();
    expect(riders.failed).toBe(0);
    await untilRecovered('NATS down for 27 s', 'the outbox is empty', () => outboxIsEmpty(system), backAt);
    await untilCopiesEqual(system, 'NATS down for 27 s');
    expect(system.pidsOf(SERVICES)).toEqual(before);
  }, 240_000);

  it('unpublished events arrive without a restart after NATS was restarted empty and provisioned again', async () => {
    const ride = await shownRide(system, 'o-1');
    await eventually(() => outboxIsEmpty(system));
    await untilCopiesEqual(system, 'before NATS was lost');
    const before = system.pidsOf(SERVICES);
    await system.loseBroker();
    const riders = (load = new Riders(system, BUSY_DRIVERS));
    await commandRide(system, ride, 'start');
    await eventually(() => riders.done > 50, { timeoutMs: 30_000 });

    const broker = system.process('nats');
    await broker.start();
    await broker.waitReady();
    // No stream stores the events, so none may count as published.
    const seen = await askUntil(system, 'o-1', ({ answers, last }) => answers >= 50 && last.details !== null);
    logSeen('NATS empty until provisioned', seen);
    expect(seen.last).toMatchObject({
      ride: { id: ride.id, version: 2 },
      sources: { details: { version: 3 } },
    });
    expect(await waitingEvents(system)).toBeGreaterThan(50);

    await system.provision();
    const backAt = performance.now();
    await untilRecovered(
      'NATS empty until provisioned',
      'the copy has the change',
      async () => (await askGateway(system, 'o-1')).body.ride?.version === 3,
      backAt,
    );
    await riders.stop();
    expect(riders.failed).toBe(0);
    await untilRecovered(
      'NATS empty until provisioned',
      'the outbox is empty',
      () => outboxIsEmpty(system),
      backAt,
    );
    await untilCopiesEqual(system, 'NATS empty until provisioned');
    expect(system.pidsOf(SERVICES)).toEqual(before);
  }, 240_000);

  it('services started before their Postgres are live but not ready, and work as soon as it is there', async () => {
    const ride = await shownRide(system, 'o-2');
    await Promise.all(SERVICES.map((name) => system.process(name).stop()));
    const database = system.process('postgres');
    await database.stop();
    await Promise.all(SERVICES.map((name) => system.process(name).start()));
    for (const name of SERVICES) await expectNoDatabase(system.urlOf(name));
    const started = system.pidsOf(SERVICES);
    expect((await askGateway(system, 'o-2')).status).toBe(503);
    const refused = await call(`${system.rideService}/rides`, { method: 'POST', body: aRideRequest() });
    expect(refused.status).toBe(503);

    await database.start();
    await database.waitReady();
    const backAt = performance.now();
    await untilRecovered('Postgres refused at start', 'both services are ready', allReady, backAt);
    await untilRecovered(
      'Postgres refused at start',
      'the ride is there with its details',
      async () => {
        const { body } = await askGateway(system, 'o-2');
        return body.ride?.id === ride.id && body.details !== null;
      },
      backAt,
    );
    await shownRide(system, 'o-3');
    await untilCopiesEqual(system, 'Postgres refused at start');
    expect(system.pidsOf(SERVICES)).toEqual(started);
  }, 180_000);
});
