import { aRideRequest, eventually } from '@ride-hailing/testing';
import { askGateway, askUntil, assigned, command, introduce, recovery, tell } from '../running-system/asking';
import { untilCopiesEqual } from '../running-system/copies';
import { call } from '../running-system/http';
import { outboxIsEmpty, waitingEvents } from '../running-system/outbox';
import { Riders } from '../running-system/riders';
import { startSystem, type System } from '../running-system/system';

const DRIVERS = Array.from({ length: 12 }, (_, index) => `o-${index}`);
const BUSY_DRIVERS = DRIVERS.slice(4);
/** The broker's client gives up after about 20 s, if it is not told otherwise. */
const LONGER_THAN_PATIENCE_MS = 27_000;
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

  const pids = () => SERVICES.map((name) => system.process(name).pid);
  const readiness = (name: (typeof SERVICES)[number]) =>
    call(`${name === 'ride-service' ? system.rideService : system.driverService}/health/ready`);
  const allReady = async () => {
    const answers = await Promise.all(SERVICES.map(readiness));
    return answers.every(({ status }) => status === 200);
  };

  it('everything but the copy continues while NATS is down for longer than its client waits by default, and the copy then catches up', async () => {
    const ride = await assigned(system, 'o-0');
    const before = pids();
    const riders = (load = new Riders(system, BUSY_DRIVERS));
    const broker = system.process('nats');
    await broker.kill('SIGKILL');
    const downAt = performance.now();
    await command(system, ride, 'start');
    const seen = await askUntil(
      system,
      'o-0',
      ({ last }) => last.details !== null && performance.now() - downAt > LONGER_THAN_PATIENCE_MS,
      2 * LONGER_THAN_PATIENCE_MS,
    );
    tell('NATS down for 27 s', seen);
    expect(seen.last).toMatchObject({
      ride: { id: ride.id, version: 2 },
      sources: { details: { from: 'ride-service', version: 3 } },
    });
    console.log(`NATS down for 27 s: ${await waitingEvents(system)} events wait in the outbox`);

    await broker.start();
    await broker.waitReady();
    const backAt = performance.now();
    await recovery(
      'NATS down for 27 s',
      'the copy has the change',
      async () => (await askGateway(system, 'o-0')).body.ride?.version === 3,
      backAt,
    );
    await riders.stop();
    expect(riders.failed).toBe(0);
    await recovery('NATS down for 27 s', 'the outbox is empty', () => outboxIsEmpty(system), backAt);
    await untilCopiesEqual(system, 'NATS down for 27 s');
    expect(pids()).toEqual(before);
  }, 240_000);

  it('unpublished events arrive without a restart after NATS was restarted empty and provisioned again', async () => {
    const ride = await assigned(system, 'o-1');
    await eventually(() => outboxIsEmpty(system));
    await untilCopiesEqual(system, 'before NATS was lost');
    const before = pids();
    await system.loseBroker();
    const riders = (load = new Riders(system, BUSY_DRIVERS));
    await command(system, ride, 'start');
    await eventually(() => riders.done > 50, { timeoutMs: 30_000 });

    const broker = system.process('nats');
    await broker.start();
    await broker.waitReady();
    // No stream takes the events: nothing may count as published.
    const seen = await askUntil(system, 'o-1', ({ answers, last }) => answers >= 50 && last.details !== null);
    tell('NATS empty until provisioned', seen);
    expect(seen.last).toMatchObject({
      ride: { id: ride.id, version: 2 },
      sources: { details: { version: 3 } },
    });
    expect(await waitingEvents(system)).toBeGreaterThan(50);

    await system.provision();
    const backAt = performance.now();
    await recovery(
      'NATS empty until provisioned',
      'the copy has the change',
      async () => (await askGateway(system, 'o-1')).body.ride?.version === 3,
      backAt,
    );
    await riders.stop();
    expect(riders.failed).toBe(0);
    await recovery(
      'NATS empty until provisioned',
      'the outbox is empty',
      () => outboxIsEmpty(system),
      backAt,
    );
    await untilCopiesEqual(system, 'NATS empty until provisioned');
    expect(pids()).toEqual(before);
  }, 240_000);

  it('services started before their Postgres are live but not ready, and work as soon as it is there', async () => {
    const ride = await assigned(system, 'o-2');
    await Promise.all(SERVICES.map((name) => system.process(name).stop()));
    const database = system.process('postgres');
    await database.stop();
    await Promise.all(SERVICES.map((name) => system.process(name).start()));
    for (const name of SERVICES) {
      const ready = await eventually(
        async () => {
          const answer = await readiness(name);
          return answer.status === 503 && answer;
        },
        { timeoutMs: 30_000 },
      );
      expect(ready.body).toMatchObject({ status: 'not-ready', checks: { database: { ok: false } } });
    }
    const started = pids();
    expect((await askGateway(system, 'o-2')).status).toBe(503);
    const refused = await call(`${system.rideService}/rides`, { method: 'POST', body: aRideRequest() });
    expect(refused.status).toBe(503);

    await database.start();
    await database.waitReady();
    const backAt = performance.now();
    await recovery('Postgres refused at start', 'both services are ready', allReady, backAt);
    await recovery(
      'Postgres refused at start',
      'the ride is there with its details',
      async () => {
        const { body } = await askGateway(system, 'o-2');
        return body.ride?.id === ride.id && body.details !== null;
      },
      backAt,
    );
    await assigned(system, 'o-3');
    await untilCopiesEqual(system, 'Postgres refused at start');
    expect(pids()).toEqual(started);
  }, 180_000);
});
