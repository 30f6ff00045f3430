import { eventually } from '@ride-hailing/testing';
import { City, isOpen, type TestRide, tokens } from '../../test/city';
import { seededRandom } from '../seeded-random';
import { GatewayBackOff } from './gateway-back-off';
import { GatewayClient } from './gateway.client';
import type { Cars } from './ride-journey';
import { Riders, type RidersOptions } from './riders';
import { TokenSigner } from './token-signer';

const DRIVERS = Array.from({ length: 20 }, (_, index) => `d-${index + 1}`);
const TIMEOUT_MS = 300;

describe('riders', () => {
  let city: City;
  let url: string;
  const running: Riders[] = [];
  const errors: unknown[] = [];

  const ride = (
    options: Partial<RidersOptions> = {},
    driveMs = 20,
    onDrive: (timeScale: number | undefined) => void = () => undefined,
  ): Riders => {
    const random = seededRandom(11, `riders-${running.length}`);
    const drive: Cars['drive'] = (_driver, _ride, _to, timeScale) => {
      onDrive(timeScale);
      return driveMs;
    };
    const cars = { drive, release: () => undefined };
    const riders = new Riders(
      { ridesPerSecond: 50, maxOpenRides: 15, sweepMs: 60_000, searchPauseMs: 20, ...options },
      {
        gateway: new GatewayClient([url], TIMEOUT_MS, new TokenSigner(tokens)),
        backOff: new GatewayBackOff(seededRandom(11, 'back-off')),
        cars,
        random,
        onError: (error) => errors.push(error),
      },
      `run-${running.length}`,
    );
    running.push(riders);
    riders.start();
    return riders;
  };

  beforeEach(async () => {
    city = new City(DRIVERS);
    url = await city.listen();
  });
  afterEach(async () => {
    await Promise.all(running.map((riders) => riders.stop()));
    await city.close();
    expect(errors.splice(0)).toEqual([]);
  });

  it('orders rides and completes most of them, while some riders cancel', async () => {
    const riders = ride();
    await eventually(() => city.ended('COMPLETED') > 60 && city.ended('CANCELLED') > 2, {
      timeoutMs: 15_000,
    });
    const one = [...city.rides.values()].find(({ status }) => status === 'COMPLETED');
    expect(city.history.filter((line) => line.startsWith(`${one?.id} `))).toEqual(
      ['assignment', 'start', 'complete'].map((command) => `${one?.id} ${command}`),
    );
    const { id, riderId, driverId } = one ?? {};
    expect(city.callers).toEqual(
      expect.arrayContaining([
        `rider ${riderId}: /rides`,
        `driver ${driverId}: /rides/${id}/start`,
        `driver ${driverId}: /rides/${id}/complete`,
      ]),
    );
    expect(one).toMatchObject({ riderId: expect.stringMatching(/^sim-r-\d+$/) as string });
    expect(city.mostOpen).toBeLessThanOrEqual(15);
    await riders.stop();
    expect(riders.counts.asked).toBe(city.rides.size);
    // Stopping cuts off responses in flight: at most one for each open ride.
    const uncounted = (counted: number, status: 'COMPLETED' | 'CANCELLED') => city.ended(status) - counted;
    for (const missing of [
      uncounted(riders.counts.completed, 'COMPLETED'),
      uncounted(riders.counts.cancelled, 'CANCELLED'),
    ]) {
      expect(missing).toBeGreaterThanOrEqual(0);
      expect(missing).toBeLessThanOrEqual(city.mostOpen);
    }
  });

  it('retries the assignment when no driver is free', async () => {
    city.taken = new Set(DRIVERS);
    ride({ maxOpenRides: 5, searchPauseMs: 200 });
    await eventually(() => city.searching.size === 5);
    const searching = [...city.searching];
    city.taken = new Set(['d-1', 'd-2']);
    const completed = () => searching.filter((id) => city.rides.get(id)?.status === 'COMPLETED');
    await eventually(() => completed().length > 2);
    expect([...city.rides.values()].some(({ driverId }) => driverId === 'd-1' || driverId === 'd-2')).toBe(
      false,
    );
  });

  it('cancels a ride after too many tries without a free driver', async () => {
    city.taken = new Set(DRIVERS);
    ride({ maxOpenRides: 2, searchPauseMs: 1 });
    await eventually(() => city.ended('CANCELLED') > 1);
    expect(city.ended('COMPLETED')).toBe(0);
  });

  it('backs off during an outage of the gateway, and goes on afterwards', async () => {
    const riders = ride();
    await eventually(() => city.ended('COMPLETED') > 5);
    city.mood = 'closed';
    await eventually(() => riders.counts.notAsked > 80, { timeoutMs: 15_000 });
    expect(city.open().length).toBeGreaterThan(0);
    const openWhenDown = city.open().map(({ id }) => id);
    city.mood = 'open';
    await eventually(() => openWhenDown.every((id) => !isOpen(city.rides.get(id) as TestRide)), {
      timeoutMs: 20_000,
    });
    const before = city.rides.size;
    await eventually(() => city.rides.size > before);
  });

  it('retries no earlier than the Retry-After of an unavailable gateway', async () => {
    city.retryAfter = { 'retry-after': '2' };
    const riders = ride();
    await eventually(() => city.rides.size > 3);
    city.mood = 'closed';
    await eventually(() => riders.counts.notAsked > 3);
    // Calls in flight still arrive.
    await eventually(() => riders.counts.notAsked > 20);
    const received = city.requests.length;
    await eventually(() => riders.counts.notAsked > 60);
    expect(city.requests.length - received).toBeLessThanOrEqual(city.mostOpen);
    city.mood = 'open';
    await eventually(() => city.requests.length > received + 20, { timeoutMs: 10_000 });
  });

  describe('a shown driver', () => {
    const SHOWN = 'd-9';
    /** The shown driver's present rides. */
    const shown = (): TestRide[] => city.open().filter(({ driverId }) => driverId === SHOWN);
    let slowLegs: number;
    const show = (options: Partial<RidersOptions> = {}, driveMs = 20): Riders => {
      slowLegs = 0;
      const onDrive = (timeScale: number | undefined) => (slowLegs += timeScale === 1 ? 1 : 0);
      return ride({ shownDriver: SHOWN, ridesPerSecond: 0.001, ...options }, driveMs, onDrive);
    };

    it('keeps the shown driver on a ride that does not end', async () => {
      show();
      await eventually(() => slowLegs >= 6, { timeoutMs: 10_000 });
      expect(shown()).toMatchObject([{ status: 'IN_PROGRESS' }]);
      expect(city.freed).not.toContain(SHOWN);
      expect(city.callers.some((line) => /^dispatcher .*assignment$/.test(line))).toBe(true);
    });

    it('keeps the shown driver on a ride that does not end, also when the rider did not name that driver', async () => {
      show({ ridesPerSecond: 50 });
      await eventually(() => slowLegs >= 6 && city.ended('COMPLETED') > 60, { timeoutMs: 15_000 });
      expect(shown()).toHaveLength(1);
      expect(city.freed).not.toContain(SHOWN);
    });

    it('gives the shown driver another ride when somebody else has ended the last one', async () => {
      show();
      await eventually(() => shown().some(({ status }) => status === 'IN_PROGRESS'));
      const [{ id = '' } = {}] = shown();
      city.change(id, 'complete');
      await eventually(() => shown().some((one) => one.id !== id && one.status === 'IN_PROGRESS'));
      expect(city.freed.filter((driverId) => driverId === SHOWN)).toHaveLength(1);
    });

    it('keeps the shown driver on the ride of an earlier run, even beyond the bound on open rides', async () => {
      const earlier = show({ ridesPerSecond: 50 }, 100);
      await eventually(() => shown()[0]?.status === 'IN_PROGRESS' && city.open().length > 5);
      await earlier.stop();
      const [{ id = '' } = {}] = shown();
      show({ maxOpenRides: 0 });
      await eventually(() => city.open().length === 1 && slowLegs >= 4, { timeoutMs: 15_000 });
      expect(shown()).toMatchObject([{ id, status: 'IN_PROGRESS' }]);
      expect(city.freed).not.toContain(SHOWN);
    });
  });

  it('stops within seconds, even when the gateway does not answer', async () => {
    const riders = ride();
    await eventually(() => city.rides.size > 3);
    city.mood = 'silent';
    const received = city.requests.length;
    await eventually(() => city.requests.length > received);
    const startedAt = performance.now();
    await riders.stop();
    expect(performance.now() - startedAt).toBeLessThan(3 * TIMEOUT_MS);
  });

  it('takes up the rides that an earlier run left, with their drivers', async () => {
    const earlier = ride({}, 60_000);
    await eventually(() => city.open().filter(({ status }) => status === 'ASSIGNED').length > 8);
    await earlier.stop();
    const left = city.open().map((ride) => ({ ...ride }));
    const later = ride({ ridesPerSecond: 0.001 });
    await eventually(() => city.open().length === 0);
    expect(later.counts.takenUp).toBe(left.length);
    for (const { id, driverId } of left.filter(({ status }) => status === 'ASSIGNED')) {
      expect(city.rides.get(id)).toMatchObject({ status: 'COMPLETED', driverId });
    }
  });

  it('ends the rides that an earlier run left when too many are open, and touches no others', async () => {
    const earlier = ride({}, 60_000);
    await eventually(() => city.open().length === 15);
    await earlier.stop();
    const stranger = city.open()[0] as TestRide;
    Object.assign(stranger, { riderId: 'r-1' });
    ride({ ridesPerSecond: 0.001, maxOpenRides: 1 });
    await eventually(() => city.open().length === 1);
    expect(city.open()).toEqual([stranger]);
  });
});
