import { aRideRequest, eventually } from '@ride-hailing/testing';
import { untilCopiesEqual } from '../running-system/copies';
import { askGateway, askUntil, hasDetails, logSeen } from '../running-system/current-ride';
import { expectNoDatabase, isLive, isReady } from '../running-system/health';
import { type Answer, call } from '../running-system/http';
import { untilRecovered } from '../running-system/recovery';
import { Riders } from '../running-system/riders';
import { commandRide, introduce, shownRide } from '../running-system/rides';
import { type CurrentRide, startSystem, type System } from '../running-system/system';

const DRIVERS = Array.from({ length: 16 }, (_, index) => `p-${index}`);
const BUSY_DRIVERS = DRIVERS.slice(8);
const SERVICES = ['ride-service', 'driver-service'] as const;
/** The database cancels a statement after 2 s and the client half a second later: then there is an answer. */
const REFUSED_WITHIN_MS = 3_000;

const FAULTS = [
  ['resetting', { connections: 'reset' }],
  ['swallowing all', { blocked: 'both' }],
] as const;

describe('one service without its database', () => {
  let system: System;
  let load: Riders | undefined;
  let used = 0;

  beforeAll(async () => {
    system = await startSystem({ proxies: SERVICES.map((from) => ({ from, to: 'postgres' as const })) });
    await introduce(system, DRIVERS);
  }, 180_000);

  afterEach(async () => {
    for (const name of SERVICES) toDatabase(name).heal();
    await load?.stop();
  }, 60_000);

  afterAll(() => system.stop(), 60_000);

  const nextDriver = (): string => DRIVERS[used++] ?? '';
  const toDatabase = (name: (typeof SERVICES)[number]) => system.proxy(name, 'postgres');
  const expectRefusal = (answer: Answer<unknown>): void => {
    expect(answer).toMatchObject({ status: 503, body: { status: 503, title: expect.any(String) as string } });
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    expect(answer.tookMs).toBeLessThan(REFUSED_WITHIN_MS);
  };
  /** Makes some calls one after another, which must all be refused in time. */
  const expectRefusals = async (what: string, ask: () => Promise<Answer<unknown>>): Promise<void> => {
    let slowestMs = 0;
    for (let at = 0; at < 5; at += 1) {
      const answer = await ask();
      expectRefusal(answer);
      slowestMs = Math.max(slowestMs, Math.round(answer.tookMs));
    }
    console.log(
      `${what}: 5 answers, all 503, the slowest after ${slowestMs} ms (allowed ${REFUSED_WITHIN_MS})`,
    );
  };

  it.each(FAULTS)(
    'driver-service reports an outage of its database in time (%s), Ride Service continues, and the copy catches up',
    async (kind, fault) => {
      const what = `driver-service without its database (${kind})`;
      const driverId = nextDriver();
      const ride = await shownRide(system, driverId);
      const before = system.pidsOf(SERVICES);
      const riders = (load = new Riders(system, BUSY_DRIVERS));
      await eventually(() => riders.done > 20);
      toDatabase('driver-service').set(fault);
      await expectRefusals(what, () => call(`${system.driverService}/drivers/${driverId}/current-ride`));
      expect([503, 504]).toContain((await askGateway(system, driverId)).status);
      await expectNoDatabase(system.driverService);
      await commandRide(system, ride, 'start');
      const done = riders.done;
      await eventually(() => riders.done > done + 50);
      expect(await isReady(system.rideService)).toBe(true);

      toDatabase('driver-service').heal();
      await untilRecovered(what, 'the copy has the change', async () => {
        const { body } = await askGateway(system, driverId);
        return body.ride?.version === 3 && body.details !== null;
      });
      await riders.stop();
      expect(riders.failed).toBe(0);
      await untilCopiesEqual(system, what);
      expect(system.pidsOf(SERVICES)).toEqual(before);
    },
    120_000,
  );

  it.each(FAULTS)(
    'Ride Service refuses commands during an outage of its database (%s), the copy serves rides, only a cache serves details, and everything recovers',
    async (kind, fault) => {
      const what = `Ride Service without its database (${kind})`;
      const driverId = nextDriver();
      const ride = await shownRide(system, driverId);
      const cached = () =>
        call<CurrentRide>(`${system.gateway}/drivers/${driverId}/current-ride?cache=versioned`);
      await eventually(async () => (await cached()).body.details !== null);
      const before = system.pidsOf(SERVICES);
      toDatabase('ride-service').set(fault);
      const seen = await askUntil(
        system,
        driverId,
        ({ answers, last }) => answers >= 40 && last.details === null,
      );
      logSeen(what, seen);
      expect(seen.last).toMatchObject({
        ride: { id: ride.id, version: 2 },
        sources: { ride: { from: 'local-copy' }, details: { from: 'unavailable' } },
      });
      expect((await cached()).body).toMatchObject({
        details: { riderName: expect.any(String) as string },
        sources: { details: { from: expect.stringMatching(/cache$/) as string, version: 2 } },
      });
      await expectRefusals(what, () =>
        call(`${system.rideService}/rides`, { method: 'POST', body: aRideRequest() }),
      );
      await expectNoDatabase(system.rideService);
      expect(await isReady(system.driverService)).toBe(true);

      toDatabase('ride-service').heal();
      const backAt = performance.now();
      await untilRecovered(what, 'details are back', () => hasDetails(system, driverId), backAt);
      await untilRecovered(what, 'it is ready', () => isReady(system.rideService), backAt);
      await commandRide(system, ride, 'start');
      await untilRecovered(what, 'a new change is in the copy', async () => {
        return (await askGateway(system, driverId)).body.ride?.version === 3;
      });
      await untilCopiesEqual(system, what);
      expect(system.pidsOf(SERVICES)).toEqual(before);
    },
    120_000,
  );

  it.each(SERVICES)(
    '%s is live but not ready when it starts without its database, and works when the database is back',
    async (name) => {
      const what = `${name} started without its database`;
      const service = system.process(name);
      const url = system.urlOf(name);
      await service.stop();
      toDatabase(name).set({ connections: 'reset' });
      await service.start();
      const { pid } = service;
      await eventually(() => isLive(url));
      await expectNoDatabase(url);
      const path = name === 'ride-service' ? '/rides?limit=1' : `/drivers/${DRIVERS[0]}`;
      await expectRefusals(what, () => call(url + path));

      toDatabase(name).heal();
      await untilRecovered(what, 'it is ready', () => isReady(url));
      await shownRide(system, nextDriver());
      await untilCopiesEqual(system, what);
      expect(service.pid).toBe(pid);
    },
    120_000,
  );
});
