import { EARTH_RADIUS_M, type Point } from '@ride-hailing/contracts';

/**
 * A grid of near-square cells of about 1.1 km. The earth is cut into rows of equal height, and each row into columns in
 * proportion to its circumference, so that cells do not get narrow towards the poles. The cells of a row are numbered
 * without gaps, so every search area is a few ranges of an ordinary index.
 */
const DEGREES_PER_ROW = 0.01;
const ROWS = 180 / DEGREES_PER_ROW;
/** Exceeds the columns of every row; row and column together fit into 31 bits. */
const ROW_STRIDE = 65_536;
/** A circle that needs more ranges is too wide: the whole table is read instead. */
const MOST_RANGES = 1_500;
/** Exceeds every floating-point error here by far, and is far less than a metre. */
const ROUNDING_RADIANS = 1e-9;

/** The cells that a circle touches, and the bounding box of the circle within them; all bounds are inclusive. */
export interface CellRanges {
  /** Lists of equal length: the ranges of cells, and the circle's longitudes in each. */
  readonly first: number[];
  readonly last: number[];
  readonly west: number[];
  readonly east: number[];
  readonly south: number;
  readonly north: number;
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
 * @returns cells that together hold every point within `radiusM` metres of `center`, and some points around it;
 * undefined when the circle is too wide for ranges
 */
export function cellsWithin(center: Point, radiusM: number): CellRanges | undefined {
  const angle = radiusM / EARTH_RADIUS_M + ROUNDING_RADIANS;
  const south = center.lat - degrees(angle);
  const north = center.lat + degrees(angle);
  const [southRow, northRow] = [rowOf(south), rowOf(north)];
  if (2 * (northRow - southRow + 1) > MOST_RANGES) return undefined;

  const ranges: CellRanges = { first: [], last: [], west: [], east: [], south, north };
  const longitudes = longitudesWithin(center, angle);
  for (let row = southRow; row <= northRow; row += 1) {
    for (const { columns, span } of columnSpans(columnsOf(row), longitudes)) {
      ranges.first.push(row * ROW_STRIDE + columns[0]);
      ranges.last.push(row * ROW_STRIDE + columns[1]);
      ranges.west.push(span[0]);
      ranges.east.push(span[1]);
    }
  }
  return ranges;
}

type Span = readonly [west: number, east: number];
const ALL_LONGITUDES: Span = [-180, 180];

interface RowPart {
  readonly columns: Span;
  readonly span: Span;
}

/** Keeps a column from being in two ranges of its row: its drivers would be found twice. */
function columnSpans(columns: number, longitudes: readonly Span[]): readonly RowPart[] {
  const parts = longitudes.map((span): RowPart => {
    const [west, east] = span;
    return { columns: [columnOf(columns, west), columnOf(columns, east)], span };
  });
  const [western, eastern] = parts;
  const overlap = western && eastern && eastern.columns[1] >= western.columns[0];
  return overlap ? [{ columns: [0, columns - 1], span: ALL_LONGITUDES }] : parts;
}

/** Gives one span, two if the circle crosses the antimeridian, or all longitudes if it holds a pole. */
function longitudesWithin({ lat, lng }: Point, angle: number): readonly Span[] {
  if (angle + radians(Math.abs(lat)) >= Math.PI / 2) return [ALL_LONGITUDES];
  const reach = degrees(Math.asin(Math.sin(angle) / Math.cos(radians(lat))) + ROUNDING_RADIANS);
  const [west, east] = [lng - reach, lng + reach];
  if (east - west >= 360) return [ALL_LONGITUDES];
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
