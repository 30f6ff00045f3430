import { aDriverUpdate, ParticipantClient, samplesOf, type TryResult } from '@ride-hailing/testing';
import { uuidv7 } from 'uuidv7';
import { Component } from '../test/component';
import { ClockSkew } from './clock-skew.service';
import type { DriverAnswer } from './drivers/drivers.dto';

jest.setTimeout(120_000);

const HOUR_MS = 3_600_000;
const SEOUL = { lat: 37.5665, lng: 126.978 };

describe('a process whose clock is wrong', () => {
  let component: Component;
  let participant: ParticipantClient;
  let sequence = Date.now();

  beforeAll(async () => {
    component = await Component.start({ freeWithinMs: 60_000 });
    participant = new ParticipantClient(component.grpcUrl);
  });

  afterAll(async () => {
    participant.close();
    await component.stop();
  });

  beforeEach(() => component.database.pool.query('TRUNCATE driver_positions, ride_copy, reservations'));

  afterEach(() => {
    jest.restoreAllMocks();
  });

  const setClock = (byMs: number): void => {
    const now = Date.now.bind(Date);
    jest.spyOn(Date, 'now').mockImplementation(() => now() + byMs);
  };
  const publishUpdate = async (driverId: string): Promise<void> => {
    await component.publishUpdates(aDriverUpdate({ driverId, sequence: (sequence += 1), position: SEOUL }));
    await component.allSettled();
  };
  const silentFor = (driverId: string, seconds: number) =>
    component.database.pool.query(
      `UPDATE driver_positions SET heard_at = heard_at - $2 * interval '1 s' WHERE driver_id = $1`,
      [driverId, seconds],
    );
  const driver = async (driverId: string) => (await component.get<DriverAnswer>(`/drivers/${driverId}`)).body;
  const nearest = async (): Promise<string[]> => {
    const path = `/drivers/nearest?lat=${SEOUL.lat}&lng=${SEOUL.lng}`;
    const { body } = await component.get<{ drivers: { driverId: string }[] }>(path);
    return body.drivers.map(({ driverId }) => driverId);
  };
  const reserve = (driverId: string): Promise<TryResult> =>
    participant.try(uuidv7(), { rideId: uuidv7(), driverId });

  it.each([HOUR_MS, -HOUR_MS])(
    'decides who is free correctly with a clock that is %d ms off',
    async (byMs) => {
      setClock(byMs);
      await publishUpdate('d-1');
      await publishUpdate('d-silent');
      await silentFor('d-silent', 90);
      expect(await nearest()).toEqual(['d-1']);
      expect((await driver('d-1')).free).toBe(true);
      expect((await driver('d-silent')).free).toBe(false);
      for (const [driverId, leastMs] of [
        ['d-1', 0],
        ['d-silent', 90_000],
      ] as const) {
        const { ageMs } = (await driver(driverId)).sources.position;
        expect(ageMs).toBeGreaterThanOrEqual(leastMs);
        expect(ageMs).toBeLessThan(leastMs + 10_000);
      }
      expect(await reserve('d-1')).toEqual({ driverId: 'd-1' });
      expect(await reserve('d-silent')).toMatchObject({
        detail: expect.stringMatching(/^Driver d-silent has been silent for 9\d s\.$/) as string,
      });
    },
  );

  it('never takes a driver for heard later than now', async () => {
    for (let update = 0; update < 20; update += 1) await publishUpdate('d-1');
    const { rows } = await component.database.pool.query(
      'SELECT FROM driver_positions WHERE heard_at > clock_timestamp()',
    );
    expect(rows).toEqual([]);
  });

  it.each([HOUR_MS, -HOUR_MS, 0])('shows in a metric that a clock is %d ms off', async (byMs) => {
    await publishUpdate('d-1');
    setClock(byMs);
    await component.service.app.get(ClockSkew).look();
    const { body } = await component.get<string>('/metrics');
    for (const whose of ['broker', 'database']) {
      const [shown = Number.NaN] = samplesOf(body, 'clock_skew_seconds', `of="${whose}"`);
      expect(Math.abs(shown - byMs / 1_000)).toBeLessThan(5);
    }
  });
});
