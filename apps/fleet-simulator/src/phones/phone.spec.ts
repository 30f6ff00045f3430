import { distanceM, driverUpdateSchema } from '@ride-hailing/contracts';
import { seededRandom } from '../seeded-random';
import { Phone } from './phone';

const START = 1_795_384_000_000;
const phone = (id = 'd-1', startMs = START): Phone => new Phone(id, seededRandom(42, id), startMs);

describe('a phone', () => {
  it('sends only updates that the contract allows', () => {
    const one = phone();
    for (let second = 0; second < 3_600; second += 1) {
      driverUpdateSchema.strict().parse(one.update(START + second * 1_000));
    }
  });

  it('numbers its updates upwards from its clock, and continues above them after a restart', () => {
    const before = phone();
    const sent = Array.from({ length: 100 }, (_, index) => before.update(START + index * 1_000).sequence);
    expect(sent[0]).toBe(START);
    expect(sent).toEqual(Array.from({ length: 100 }, (_, index) => START + index));
    const after = phone('d-1', START + 100_000).update(START + 100_000);
    expect(after.sequence).toBeGreaterThan(sent.at(-1) as number);
  });

  it('moves through Seoul no faster than a car in a city', () => {
    const one = phone();
    let previous = one.update(START);
    for (let second = 1; second < 3_600; second += 1) {
      const update = one.update(START + second * 1_000);
      expect(distanceM(previous.position, update.position)).toBeLessThan(50 / 3.6 + 1);
      expect(update.position.lat).toBeGreaterThan(37.4);
      expect(update.position.lat).toBeLessThan(37.7);
      expect(update.position.lng).toBeGreaterThan(126.7);
      expect(update.position.lng).toBeLessThan(127.2);
      previous = update;
    }
  });

  it('drives to the pickup when sent there, waits, and cruises on when the ride is over', () => {
    const one = phone();
    const pickup = { lat: 37.5547, lng: 126.9707 };
    const tookMs = one.driveTo(pickup, START, 30);
    expect(one.update(START + tookMs - 1).speed).toBeGreaterThan(0);
    const waiting = one.update(START + tookMs + 60_000);
    expect(distanceM(waiting.position, pickup)).toBeLessThan(1);
    expect(waiting).toMatchObject({ speed: 0, available: true });
    one.release(START + tookMs + 60_000);
    const away = one.update(START + tookMs + 120_000);
    expect(distanceM(away.position, pickup)).toBeGreaterThan(50);
  });

  it('takes a break now and then', () => {
    const one = phone();
    const updates = Array.from({ length: 24 * 360 }, (_, index) => one.update(START + index * 10_000));
    const resting = updates.filter(({ available }) => !available).length;
    expect(resting).toBeGreaterThan(0);
    expect(resting / updates.length).toBeLessThan(0.1);
  });

  it('repeats its whole day with the same seed', () => {
    const day = (id: string): unknown[] => {
      const one = phone(id);
      return Array.from({ length: 500 }, (_, index) => one.update(START + index * 1_000).position);
    };
    expect(day('d-1')).toEqual(day('d-1'));
    expect(day('d-1')).not.toEqual(day('d-2'));
  });
});
