import { eventually } from '@ride-hailing/testing';
import { untilCopiesEqual } from '../running-system/copies';
import { askGateway, askUntil, hasDetails, logSeen } from '../running-system/current-ride';
import { call } from '../running-system/http';
import { untilRecovered } from '../running-system/recovery';
import { Riders } from '../running-system/riders';
import { commandRide, introduce, shownRide } from '../running-system/rides';
import { type CurrentRide, startSystem, type System } from '../running-system/system';

const DRIVERS = Array.from({ length: 24 }, (_, index) => `n-${index}`);
const BUSY_DRIVERS = DRIVERS.slice(16);

describe('network faults', () => {
  let system: System;
  let load: Riders | undefined;

  beforeAll(async () => {
    system = await startSystem({
      proxies: [
        { from: 'driver-service', to: 'ride-service' },
        { from: 'driver-service', to: 'nats' },
      ],
      // A cache would hide the faults of Ride Service for a while.
      env: { 'driver-service': { CACHING_CHOICE: 'none' } },
    });
    await introduce(system, DRIVERS);
  }, 180_000);

  afterEach(() => load?.stop(), 60_000);

  afterAll(() => system.stop(), 60_000);

  const toOwner = () => system.proxy('driver-service', 'ride-service');
  const toBroker = () => system.proxy('driver-service', 'nats');

  describe('between driver-service and Ride Service', () => {
    const faults = [
      {
        fault: 'frozen',
        begin: () => system.process('ride-service').freeze(),
        end: () => system.process('ride-service').thaw(),
        reason: 'deadline-exceeded',
      },
      {
        fault: 'slow, 2 s each way',
        begin: () => toOwner().set({ latencyMs: 2_000 }),
        end: () => toOwner().heal(),
        reason: 'deadline-exceeded',
      },
      {
        fault: 'resetting connections',
        begin: () => toOwner().set({ connections: 'reset' }),
        end: () => toOwner().heal(),
        reason: 'owner-unavailable',
      },
      {
        fault: 'half-open',
        begin: () => toOwner().set({ connections: 'half-open' }),
        end: () => toOwner().heal(),
        reason: 'deadline-exceeded',
      },
      {
        fault: 'hearing and not being heard',
        begin: () => toOwner().set({ blocked: 'to-client' }),
        end: () => toOwner().heal(),
        reason: 'deadline-exceeded',
      },
    ];

    it.each(faults)(
      'shows the ride, says why its details are missing, and shows them again after Ride Service was $fault',
      async ({ fault, begin, end, reason }) => {
        const driverId = DRIVERS[faults.findIndex((one) => one.fault === fault)] ?? '';
        const ride = await shownRide(system, driverId);
        const riders = (load = new Riders(system, BUSY_DRIVERS));
        try {
          await eventually(() => riders.done > 20);
          begin();
          const seen = await askUntil(
            system,
            driverId,
            ({ answers, reasons }) => answers >= 20 && reasons.has(reason),
          );
          logSeen(`Ride Service ${fault}`, seen);
          expect(seen.last).toMatchObject({
            ride: { id: ride.id, status: 'ASSIGNED', version: 2 },
            details: null,
            sources: { ride: { from: 'local-copy' }, details: { from: 'unavailable' } },
          });
        } finally {
          end();
        }
        await untilRecovered(`Ride Service ${fault}`, 'details are back', () => hasDetails(system, driverId));
        await riders.stop();
        await untilCopiesEqual(system, `Ride Service ${fault}`);
      },
      120_000,
    );
  });

  it('the copy stays up to date without details when driver-service is cut off from Ride Service but not from NATS', async () => {
    const ride = await shownRide(system, 'n-8');
    try {
      toOwner().set({ blocked: 'both' });
      await commandRide(system, ride, 'start');
      const seen = await askUntil(
        system,
        'n-8',
        ({ last, answers }) => answers >= 20 && last.ride?.version === 3 && last.details === null,
      );
      logSeen('cut off from gRPC', seen);
      expect(seen.last).toMatchObject({
        ride: { id: ride.id, status: 'IN_PROGRESS' },
        sources: { details: { from: 'unavailable', reason: expect.any(String) as string } },
      });
    } finally {
      toOwner().heal();
    }
    await untilRecovered('cut off from gRPC', 'details are back', () => hasDetails(system, 'n-8'));
    await untilCopiesEqual(system, 'cut off from gRPC');
  }, 120_000);

  it.each([
    ['swallowing all', { blocked: 'both' }, 'n-9'],
    ['resetting', { connections: 'reset' }, 'n-10'],
    ['half-open', { connections: 'half-open' }, 'n-11'],
  ] as const)(
    'shows the old copy, the new details and both versions when driver-service is cut off from NATS (%s) but not from Ride Service',
    async (kind, fault, driverId) => {
      const what = `cut off from NATS (${kind})`;
      const ride = await shownRide(system, driverId);
      const riders = (load = new Riders(system, BUSY_DRIVERS));
      try {
        toBroker().set(fault);
        await commandRide(system, ride, 'start');
        const seen = await askUntil(
          system,
          driverId,
          ({ answers, last }) => answers >= 50 && last.details !== null,
        );
        logSeen(what, seen);
        expect(seen.last).toMatchObject({
          ride: { id: ride.id, status: 'ASSIGNED', version: 2 },
          sources: {
            ride: { from: 'local-copy', version: 2 },
            details: { from: 'ride-service', version: 3, reason: null },
          },
        });
      } finally {
        toBroker().heal();
      }
      await untilRecovered(what, 'the copy has the change', async () => {
        return (await askGateway(system, driverId)).body.ride?.version === 3;
      });
      await riders.stop();
      await untilCopiesEqual(system, what);
    },
    120_000,
  );

  it('a driver who has completed a ride no longer sees its rider, although the copy is cut off and still contains it', async () => {
    const driverId = 'n-12';
    const ride = await shownRide(system, driverId);
    const headers = await system.as('driver', driverId);
    const asDriver = (path: string) => call<CurrentRide>(system.gateway + path, { headers });
    try {
      toBroker().set({ blocked: 'both' });
      await commandRide(system, ride, 'start');
      await commandRide(system, ride, 'complete');
      const { status, body } = await asDriver(`/drivers/${driverId}/current-ride`);
      expect(status).toBe(200);
      expect(body).toMatchObject({
        ride: { id: ride.id, status: 'ASSIGNED', version: 2 },
        details: null,
        sources: { ride: { from: 'local-copy' }, details: { from: 'unavailable', reason: 'not-yours' } },
      });
      expect((await asDriver(`/rides/${ride.id}`)).status).toBe(404);
    } finally {
      toBroker().heal();
    }
    await untilRecovered('a completed ride', 'the copy has its end', async () => {
      return (await askGateway(system, driverId)).body.ride === null;
    });
  }, 120_000);
});
