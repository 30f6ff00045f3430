import type { Point } from '@ride-hailing/contracts';

/** Mean radius of the earth, metres. */
export const EARTH_RADIUS_M = 6_371_008.8;

/**
 * A grid of near-square cells of about 1.1 km. The earth is cut into rows of equal height, and each row into as
 * many columns as its own circumference asks for, so that cells do not get narrow towards the poles. Cells of a
 * row are numbered without gaps: whatever part of the earth is searched, it is a few ranges of an ordinary index.
 */
const DEGREES_PER_ROW = 0.01;
const ROWS = 180 / DEGREES_PER_ROW;
/** More than the columns of any row; row and column together fit 31 bits. */
const ROW_STRIDE = 65_536;
/** Of a wider circle the ranges would be too many; the whole table is read instead. */
const MOST_RANGES = 1_500;
/** Far more than floating point can be wrong by, far less than a metre. */
const ROUNDING_RADIANS = 1e-9;

/** Inclusive ranges of cells, as two lists of equal length. */
export interface CellRanges {
  readonly first: number[];
  readonly last: number[];
}

const radians = (degrees: number): number => (degrees * Math.PI) / 180;
const degrees = (angle: number): number => (angle * 180) / Math.PI;

const rowOf = (lat: number): number =>
  Math.max(0, Math.min(ROWS - 1, Math.floor((lat + 90) / DEGREES_PER_ROW)));

const columnsOf = (row: number): number => {
  const middle = radians((row + 0.5) * DEGREES_PER_ROW - 90);
  return Math.max(1, Math.round((Math.cos(middle) * 360) / DEGREES_PER_ROW));
};

const columnOf = (columns: number, lng: number): number =>
  Math.max(0, Math.min(columns - 1, Math.floor(((lng + 180) / 360) * columns)));

export const cellOf = ({ lat, lng }: Point): number => {
  const row = rowOf(lat);
  return row * ROW_STRIDE + columnOf(columnsOf(row), lng);
};

/**
 * Cells that together hold every point within `radiusM` of `center`, and some more around it.
 * Undefined when that is so much of the earth that ranges do not help.
 */
export function cellsWithin(center: Point, radiusM: number): CellRanges | undefined {
  const angle = radiusM / EARTH_RADIUS_M + ROUNDING_RADIANS;
  const south = rowOf(center.lat - degrees(angle));
  const north = rowOf(center.lat + degrees(angle));
  if (2 * (north - south + 1) > MOST_RANGES) return undefined;

  const ranges: CellRanges = { first: [], last: [] };
  const spans = longitudesWithin(center, angle);
  for (let row = south; row <= north; row += 1) {
    for (const [west, east] of columnSpans(columnsOf(row), spans)) {
      ranges.first.push(row * ROW_STRIDE + west);
      ranges.last.push(row * ROW_STRIDE + east);
    }
  }
  return ranges;
}

type Span = readonly [west: number, east: number];

/** A column must not be in two ranges of its row, or its drivers would be found twice. */
function columnSpans(columns: number, longitudes: readonly Span[]): readonly Span[] {
  const spans = longitudes.map(([west, east]): Span => [columnOf(columns, west), columnOf(columns, east)]);
  const [western, eastern] = spans;
  return western && eastern && eastern[1] >= western[0] ? [[0, columns - 1]] : spans;
}

/** One span, or two where the circle crosses the antimeridian; all longitudes where it holds a pole. */
function longitudesWithin({ lat, lng }: Point, angle: number): readonly Span[] {
  if (angle + radians(Math.abs(lat)) >= Math.PI / 2) return [[-180, 180]];
  const reach = degrees(Math.asin(Math.sin(angle) / Math.cos(radians(lat))) + ROUNDING_RADIANS);
  const [west, east] = [lng - reach, lng + reach];
  if (east - west >= 360) return [[-180, 180]];
  // A point on the antimeridian may be written as 180 or as -180.
  if (west <= -180)
    return [
      [west + 360, 180],
      [-180, east],
    ];
  if (east >= 180)
    return [
      [west, 180],
      [-180, east - 360],
    ];
  return [[west, east]];
}

/** Great-circle distance in metres, by the same formula as the search. */
export function distanceM(a: Point, b: Point): number {
  const halfLat = Math.sin(radians(b.lat - a.lat) / 2);
  const halfLng = Math.sin(radians(b.lng - a.lng) / 2);
  const square = halfLat ** 2 + Math.cos(radians(a.lat)) * Math.cos(radians(b.lat)) * halfLng ** 2;
  return 2 * EARTH_RADIUS_M * Math.asin(Math.min(1, Math.sqrt(square)));
}
