import { EARTH_RADIUS_M, type Point } from '@ride-hailing/contracts';
import fc from 'fast-check';
import { cellOf, cellsWithin } from './earth-grid';

const anyPoint: fc.Arbitrary<Point> = fc.record({
  lat: fc.oneof(
    fc.double({ min: -90, max: 90, noNaN: true }),
    fc.constantFrom(-90, -89.9999, 0, 89.9999, 90),
  ),
  lng: fc.oneof(
    fc.double({ min: -180, max: 180, noNaN: true }),
    fc.constantFrom(-180, -179.9999, 179.9999, 180),
  ),
});

/** The point `metres` from `start` along a great circle. */
const walk = (start: Point, metres: number, bearing: number): Point => {
  const [angle, lat, lng] = [
    metres / EARTH_RADIUS_M,
    (start.lat * Math.PI) / 180,
    (start.lng * Math.PI) / 180,
  ];
  const toLat = Math.asin(
    Math.sin(lat) * Math.cos(angle) + Math.cos(lat) * Math.sin(angle) * Math.cos(bearing),
  );
  const east = Math.sin(bearing) * Math.sin(angle) * Math.cos(lat);
  const toLng = lng + Math.atan2(east, Math.cos(angle) - Math.sin(lat) * Math.sin(toLat));
  const degrees = (toLng * 180) / Math.PI;
  return { lat: (toLat * 180) / Math.PI, lng: ((((degrees + 180) % 360) + 360) % 360) - 180 };
};

const rangesHolding = (center: Point, radiusM: number, cell: number): number => {
  const ranges = cellsWithin(center, radiusM);
  if (ranges === undefined) return 1;
  return ranges.first.filter((first, index) => first <= cell && cell <= (ranges.last[index] ?? -1)).length;
};

/** Whether the box of the range with the point's cell contains the point. */
const isInTheBox = (center: Point, radiusM: number, point: Point): boolean => {
  const ranges = cellsWithin(center, radiusM);
  if (ranges === undefined) return true;
  const { first, last, west, east, south, north } = ranges;
  const cell = cellOf(point);
  const at = first.findIndex((from, index) => from <= cell && cell <= (last[index] ?? -1));
  const isBetween = (west[at] ?? Infinity) <= point.lng && point.lng <= (east[at] ?? -Infinity);
  return isBetween && south <= point.lat && point.lat <= north;
};

describe('the grid over the earth', () => {
  it('covers every point of a circle exactly once, at poles and at the antimeridian too', () => {
    const radius = fc.double({ min: 1, max: 600_000, noNaN: true });
    const bearing = fc.double({ min: 0, max: 2 * Math.PI, noNaN: true });
    const part = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(anyPoint, radius, bearing, part, (center, radiusM, direction, share) => {
        const point = walk(center, radiusM * share, direction);
        expect(rangesHolding(center, radiusM, cellOf(point))).toBe(1);
        expect(isInTheBox(center, radiusM, point)).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });

  it('counts no cell twice, however the circle lies', () => {
    fc.assert(
      fc.property(
        anyPoint,
        anyPoint,
        fc.double({ min: 1, max: 800_000, noNaN: true }),
        (center, point, radiusM) => {
          expect(rangesHolding(center, radiusM, cellOf(point))).toBeLessThanOrEqual(1);
        },
      ),
    );
  });

  it('gives cell numbers that fit into an integer of the database', () => {
    fc.assert(
      fc.property(anyPoint, (point) => {
        expect(cellOf(point)).toBeGreaterThanOrEqual(0);
        expect(cellOf(point)).toBeLessThan(2 ** 31);
      }),
    );
  });

  it('searches a handful of ranges for a circle in a city', () => {
    const ranges = cellsWithin({ lat: 37.5665, lng: 126.978 }, 300);
    expect(ranges?.first.length).toBeLessThanOrEqual(2);
  });

  it('gives a small circle a bounding box much smaller than its cells', () => {
    const center = { lat: 37.5665, lng: 126.978 };
    expect(isInTheBox(center, 300, { lat: 37.5665, lng: 126.981 })).toBe(true);
    expect(isInTheBox(center, 300, { lat: 37.5665, lng: 126.9815 })).toBe(false);
    expect(isInTheBox(center, 300, { lat: 37.5694, lng: 126.978 })).toBe(false);
  });

  it('gives up ranges for circles as wide as a continent', () => {
    expect(cellsWithin({ lat: 0, lng: 0 }, 2_000_000)).toBeUndefined();
  });
});
