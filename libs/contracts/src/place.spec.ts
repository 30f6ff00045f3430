import { distanceM, EARTH_RADIUS_M } from './place';

const SEOUL_STATION = { lat: 37.5547, lng: 126.9707 };
const GANGNAM = { lat: 37.4979, lng: 127.0276 };

describe('distanceM', () => {
  it('measures along great circles', () => {
    expect(distanceM({ lat: 0, lng: 179.5 }, { lat: 0, lng: -179.5 })).toBeCloseTo(111_195, 0);
    expect(distanceM({ lat: 90, lng: 0 }, { lat: -90, lng: 50 })).toBeCloseTo(Math.PI * EARTH_RADIUS_M, 0);
    expect(distanceM({ lat: 37.5665, lng: 126.978 }, { lat: 37.5665, lng: 126.978 })).toBe(0);
  });

  it('measures Seoul as a map does', () => {
    expect(distanceM(SEOUL_STATION, GANGNAM)).toBeCloseTo(8_074, -2);
  });
});
