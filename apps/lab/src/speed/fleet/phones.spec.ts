import { move, nearestByHand, phonesOf, placesOf } from './phones';

describe('the fleet', () => {
  it('is the same for the same seed, and another for another', () => {
    expect(phonesOf(50, 1)).toEqual(phonesOf(50, 1));
    expect(phonesOf(50, 1)).not.toEqual(phonesOf(50, 2));
    expect(placesOf(50, 1)).not.toEqual(placesOf(50, 2));
  });

  it('counts each move, and none takes a driver far', () => {
    const [phone] = phonesOf(1, 1);
    const [before] = phonesOf(1, 1);
    if (!phone || !before) throw new Error('no phone');
    move(phone, () => 0.25);
    expect(phone.sequence).toBe(before.sequence + 1);
    expect(phone.lat).toBeCloseTo(before.lat, 3);
    expect(phone.lng).not.toBe(before.lng);
  });

  it('is searched by hand in the order of distance, and of ids where that is the same', () => {
    const at = (driverId: string, lat: number) => ({ driverId, lat, lng: 127 });
    const free = [at('far', 38), at('b', 37.1), at('a', 36.9), at('here', 37)];
    expect(nearestByHand(free, { lat: 37, lng: 127 }, 3)).toEqual(['here', 'a', 'b']);
  });
});
