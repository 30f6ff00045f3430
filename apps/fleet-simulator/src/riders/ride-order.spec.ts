import { distanceM } from '@ride-hailing/contracts';
import { seededRandom } from '../seeded-random';
import { fareFor, inventOrder, OWN_RIDERS } from './ride-order';

describe('an invented order', () => {
  const random = seededRandom(3, 'riders');
  const orders = Array.from({ length: 500 }, () => inventOrder(random));

  it('invents a trip across a part of Seoul, with a matching fare', () => {
    for (const { pickup, dropoff, fare, riderId } of orders) {
      const metres = distanceM(pickup, dropoff);
      expect(metres).toBeGreaterThan(1_000);
      expect(metres).toBeLessThan(12_500);
      expect(fare).toEqual(fareFor(metres));
      expect(riderId.startsWith(OWN_RIDERS)).toBe(true);
    }
  });

  it('charges the fare of a Seoul taxi', () => {
    expect(fareFor(1_000)).toEqual({ amountMinor: 4_800, currency: 'KRW' });
    expect(fareFor(1_600 + 131 * 10)).toEqual({ amountMinor: 5_800, currency: 'KRW' });
  });

  it('invents phone numbers that nobody has', () => {
    for (const { rider } of orders) expect(rider.phone).toMatch(/^\+82-10-0\d{3}-\d{4}$/);
  });
});
