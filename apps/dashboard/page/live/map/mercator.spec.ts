import { nearest, pixelsOf, placesOf, scaleAt, worldX, worldY } from './mercator';
import { BORDERS, CITY, DISTRICTS, HAN_RIVER } from './seoul';

describe('places on the map', () => {
  it('a place comes to the tile that map servers give it', () => {
    // Tile 11/1746/793 has Seoul's city hall.
    expect(Math.floor((worldX(126.978) * scaleAt(11)) / 256)).toBe(1746);
    expect(Math.floor((worldY(37.5665) * scaleAt(11)) / 256)).toBe(793);
    expect([worldX(0), worldY(0)]).toEqual([0.5, 0.5]);
  });

  it('a length on the ground is longer on the map in the north', () => {
    expect(pixelsOf(40_075_017, 0, scaleAt(0))).toBeCloseTo(256);
    expect(pixelsOf(1_000, 60, 1)).toBeCloseTo(2 * pixelsOf(1_000, 0, 1));
  });

  it('drivers move from where they were, and are there at once when they are others', () => {
    const first = placesOf({ lat: [37.5], lng: [127] }, undefined);
    expect(first.fromX).toBe(first.x);
    const second = placesOf({ lat: [37.6], lng: [127.1] }, first);
    expect([second.fromX, second.fromY]).toEqual([first.x, first.y]);
    const third = placesOf({ lat: [37.6, 37.7], lng: [127.1, 127] }, second);
    expect(third.fromX).toBe(third.x);
  });

  it('a click takes the nearest driver, and none when none is near', () => {
    const places = placesOf({ lat: [37.5, 37.51], lng: [127, 127] }, undefined);
    const frame = { scale: scaleAt(12), left: 0, top: 0, width: 800, height: 600 };
    const at = { x: (places.x[1] ?? 0) * frame.scale + 3, y: (places.y[1] ?? 0) * frame.scale - 2 };
    expect(nearest(places, frame, at, 10)).toBe(1);
    expect(nearest(places, frame, { x: at.x + 500, y: at.y }, 10)).toBeUndefined();
  });
});

describe('the outline of Seoul', () => {
  it('every point of it lies around Seoul, and the city is closed', () => {
    const points = [...HAN_RIVER, ...CITY, ...BORDERS.flat(), ...DISTRICTS.map(({ at }) => at)];
    const outside = points.filter(([lng, lat]) => lng < 126.7 || lng > 127.25 || lat < 37.4 || lat > 37.72);
    expect(outside).toEqual([]);
    expect(CITY.at(-1)).toEqual(CITY[0]);
    expect(DISTRICTS).toHaveLength(25);
  });
});
