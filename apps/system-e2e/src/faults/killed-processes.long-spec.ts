import { aRideRequest, eventually } from '@ride-hailing/testing';
import { untilCopiesEqual } from '../running-system/copies';
import { askUntil } from '../running-system/current-ride';
import { expectNoDatabase, isReady } from '../running-system/health';
import { call } from '../running-system/http';
import { outboxIsEmpty, waitingEvents } from '../running-system/outbox';
import { Riders } from '../running-system/riders';
import { assignedRide, introduce } from '../running-system/rides';
import { type CurrentRide, type Ride, startSystem, type System } from '../running-system/system';

const DRIVERS = Array.from({ length: 40 }, (_, index) => `f-${index}`);
const ANSWER_WITHIN_MS = 1_500;

describe('processes that are killed under load', () => {
  let system: System;
  let load: Riders | undefined;

  beforeAll(async () => {
    system = await startSystem();
    await introduce(system, DRIVERS);
  }, 120_000);

  // A failed test must not leave load or a stopped server for the next ones.
  afterEach(async () => {
    await Promise.all([system.process('postgres').start(), system.process('nats').start()]);
    await load?.stop();
    load = undefined;
  });

  afterAll(() => system.stop());

  /** Reads without a cache, which would hide the fault. */
  const currentRide = (driverId: string) =>
    call<CurrentRide>(`${system.driverService}/drivers/${driverId}/current-ride?cache=none`);

  const rideInCopy = async (driverId: string): Promise<Ride> => {
    const ride = await assignedRide(system, driverId);
    await eventually(async () => (await currentRide(driverId)).body.ride?.id === ride.id);
    return ride;
  };

  it('gives partial answers in time after Ride Service is killed under load, and then everything as the owner has it', async () => {
    const ride = await rideInCopy('f-0');
    const riders = (load = new Riders(system, DRIVERS.slice(8)));
    await eventually(() => riders.done > 100);
    const owner = system.process('ride-service');
    await owner.kill('SIGKILL');

    const partial = await eventually(async () => {
      const answer = await currentRide('f-0');
      expect(answer.status).toBe(200);
      expect(answer.tookMs).toBeLessThan(ANSWER_WITHIN_MS);
      return answer.body.sources.details.from === 'unavailable' && answer.body;
    });
    expect(partial).toMatchObject({
      ride: { id: ride.id, status: 'ASSIGNED', version: 2 },
      details: null,
      sources: { ride: { from: 'local-copy' }, details: { reason: expect.any(String) as string } },
    });

    const started = performance.now();
    await owner.start();
    await eventually(async () => (await currentRide('f-0')).body.details !== null, { timeoutMs: 30_000 });
    console.log(
      `Ride Service killed: details are back ${Math.round(performance.now() - started)} ms after the start`,
    );
    const before = riders.done;
    await eventually(() => riders.done > before + 100);
    await riders.stop();
    expect(riders.failed).toBeGreaterThan(0);
    await untilCopiesEqual(system, 'Ride Service killed');
  }, 120_000);

  it('misses no event after driver-service is killed under load', async () => {
    const riders = (load = new Riders(system, DRIVERS.slice(8)));
    await eventually(() => riders.done > 100);
    const consumer = system.process('driver-service');
    await consumer.kill('SIGKILL');
    const before = riders.done;
    await eventually(() => riders.done > before + 200);
    await consumer.start();
    await riders.stop();
    await untilCopiesEqual(system, 'driver-service killed');
    expect(riders.failed).toBe(0);
  }, 120_000);

  it('accepts commands and answers reads after NATS is killed under load, and drains the outbox when it is back', async () => {
    const ride = await rideInCopy('f-1');
    const riders = (load = new Riders(system, DRIVERS.slice(8)));
    await eventually(() => riders.done > 100);
    const broker = system.process('nats');
    await broker.kill('SIGKILL');
    const before = riders.done;
    await eventually(() => riders.done > before + 200);

    // Under this load a call to Ride Service may miss its deadline; a later one does not.
    const seen = await askUntil(system, 'f-1', ({ last }) => last.details !== null);
    expect(seen.last).toMatchObject({
      ride: { id: ride.id },
      sources: { details: { from: 'ride-service' } },
    });
    expect(await waitingEvents(system)).toBeGreaterThan(0);

    const started = performance.now();
    await broker.start();
    await riders.stop();
    await eventually(() => outboxIsEmpty(system), { timeoutMs: 60_000 });
    console.log(
      `NATS killed: the outbox was empty ${Math.round(performance.now() - started)} ms after its start`,
    );
    expect(riders.failed).toBe(0);
    await untilCopiesEqual(system, 'NATS killed');
  }, 120_000);

  it('the services are not ready after Postgres is killed, do not crash, and recover when it is back', async () => {
    const database = system.process('postgres');
    const pids = system.pidsOf(['ride-service', 'driver-service']);
    await database.kill('SIGKILL');
    for (const url of [system.rideService, system.driverService]) await expectNoDatabase(url);
    expect((await currentRide('f-0')).status).toBe(503);
    expect((await call(`${system.rideService}/rides`, { method: 'POST', body: aRideRequest() })).status).toBe(
      503,
    );

    await database.start();
    await eventually(() => isReady(system.driverService));
    await eventually(() => isReady(system.rideService));
    await rideInCopy('f-2');
    await untilCopiesEqual(system, 'Postgres killed');
    expect(system.pidsOf(['ride-service', 'driver-service'])).toEqual(pids);
  }, 120_000);

  it.each(['driver-service', 'ride-service', 'gateway'])(
    '%s exits by itself soon after SIGTERM',
    async (name) => {
      const service = system.process(name);
      const started = performance.now();
      const end = await service.stop();
      const tookMs = performance.now() - started;
      console.log(`${name} ended ${Math.round(tookMs)} ms after SIGTERM`);
      expect(end).toMatchObject({ code: 0, signal: null });
      expect(tookMs).toBeLessThan(15_000);
    },
    30_000,
  );
});
