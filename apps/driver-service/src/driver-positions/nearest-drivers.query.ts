import { Injectable } from '@nestjs/common';
import { EARTH_RADIUS_M, type Point } from '@ride-hailing/contracts';
import { Database } from '@ride-hailing/service-kit';
import { isBusy, isFree, isSomewhere, isWilling } from '../who-is-free/who-is-free';
import { type DriverPosition, POSITION_COLUMNS } from './driver-positions.service';
import { type CellRanges, cellsWithin } from './earth-grid';
import { FirstRadius } from './first-radius';

export interface Bounds {
  /** Who has been silent for longer is not free. */
  readonly freeWithinMs: number;
  /** Who is farther away, in metres, is not near. */
  readonly withinM: number;
}

export interface NearDriver extends DriverPosition {
  readonly distanceM: number;
}

/**
 * Each value comes by way of a subquery. Knowing it, the planner would make a plan for it alone, time and again, which
 * took as long as the search itself; not knowing it, it makes one plan for all.
 */
const given = (parameter: string, type: string): string => `(SELECT ${parameter}::${type})`;

const HALF_A_DEGREE = Math.PI / 360;

/**
 * Orders what `candidates` gives by great-circle distance from ($1, $2), and takes the nearest $3 that are on no
 * ride and not reserved. The square of half the chord orders them like the distance, which only those taken need.
 * The `OFFSET 0` keep the planner from asking who is busy of every candidate: only of the nearest.
 */
const nearestOf = (candidates: string): string => `
  SELECT ${POSITION_COLUMNS}, 2 * ${EARTH_RADIUS_M} * asin(least(1, sqrt(square))) AS "distanceM"
  FROM (
    SELECT here.*, sin((lat - asked_lat) * ${HALF_A_DEGREE}) ^ 2
      + cos_asked_lat * cos(radians(lat)) * sin((lng - asked_lng) * ${HALF_A_DEGREE}) ^ 2 AS square
    FROM (
      SELECT $1::float8 AS asked_lat, $2::float8 AS asked_lng, cos(radians($1::float8)) AS cos_asked_lat OFFSET 0
    ) AS asked CROSS JOIN (${candidates}) AS here
    ORDER BY square, driver_id OFFSET 0
  ) AS near
  WHERE NOT ${isBusy('near.driver_id')}
  ORDER BY square, driver_id LIMIT ${given('$3', 'integer')}`;

/** The half of the rule that an index answers; the other half is asked of the nearest alone. */
const WILLING = isWilling('driver_positions', given('$4', 'float8'));

const RANGES = [
  given('$5', 'integer[]'),
  given('$6', 'integer[]'),
  given('$7', 'float8[]'),
  given('$8', 'float8[]'),
];

/**
 * One look into the index for each range, never a pass over the table. Most drivers of the cells are outside the box
 * around the circle, which costs less to see than how far away they are.
 */
export const WITHIN_CELLS = nearestOf(`
  SELECT hit.* FROM unnest(${RANGES.join(', ')}) AS cells (first, last, west, east)
  CROSS JOIN LATERAL (
    SELECT * FROM driver_positions
    WHERE ${WILLING} AND cell BETWEEN cells.first AND cells.last
      AND lat BETWEEN ${given('$9', 'float8')} AND ${given('$10', 'float8')}
      AND lng BETWEEN cells.west AND cells.east OFFSET 0
  ) AS hit`);

const valuesOf = ({ first, last, west, east, south, north }: CellRanges): unknown[] => [
  ...[first, last, west, east],
  ...[south, north],
];

export const EVERYWHERE = nearestOf(
  `SELECT * FROM driver_positions WHERE ${WILLING} AND ${isSomewhere('driver_positions')}`,
);

const ANYBODY = `
  SELECT EXISTS (SELECT FROM driver_positions AS near
    WHERE ${isFree('near', given('$1', 'float8'))} AND ${isSomewhere('near')}) AS "isFree"`;

const MOST_GROWTH = 4;
const MOST_CIRCLES = 8;

/** About `found` of `wanted` drivers were in the circle: one with room for four times as many as are wanted. */
const growth = (wanted: number, found: number): number =>
  Math.min(MOST_GROWTH, 2 * Math.sqrt(wanted / found));

/**
 * Finds the nearest free drivers, exactly: circles around the place grow until one holds enough of them, since
 * nobody outside a circle is nearer than anybody inside. After a few circles the whole table is read.
 */
@Injectable()
export class NearestDriversQuery {
  private readonly firstRadius = new FirstRadius();

  constructor(private readonly database: Database) {}

  /** Available, on no ride and not reserved, and within the bounds; nearest first. */
  async find(place: Point, limit: number, { freeWithinMs, withinM }: Bounds): Promise<NearDriver[]> {
    const near = (drivers: NearDriver[]) => drivers.filter(({ distanceM }) => distanceM <= withinM);
    let radiusM = Math.min(withinM, this.firstRadius.forAbout(limit));
    for (let circle = 0; circle < MOST_CIRCLES; circle += 1) {
      const cells = cellsWithin(place, radiusM);
      if (cells === undefined) break;
      const drivers = await this.search(place, limit, freeWithinMs, cells);
      // In a rush for the last drivers this is asked most often, and wider circles would find nobody either.
      if (circle === 0 && drivers.length === 0 && !(await this.isAnybodyFree(freeWithinMs))) return [];
      const farthest = drivers[limit - 1]?.distanceM;
      if (farthest !== undefined && farthest <= radiusM) {
        this.firstRadius.learn(limit, farthest);
        return drivers;
      }
      if (radiusM >= withinM) return near(drivers);
      // The box reaches beyond its circle: enough drivers in it tell how wide that has to be.
      radiusM = Math.min(withinM, farthest ?? radiusM * growth(limit, drivers.length));
    }
    return near(await this.search(place, limit, freeWithinMs));
  }

  private async isAnybodyFree(freeWithinMs: number): Promise<boolean> {
    const { rows } = await this.database.pool.query<{ isFree: boolean }>({
      name: 'is-anybody-free',
      text: ANYBODY,
      values: [freeWithinMs],
    });
    return rows[0]?.isFree === true;
  }

  private async search(
    { lat, lng }: Point,
    limit: number,
    freeWithinMs: number,
    cells?: CellRanges,
  ): Promise<NearDriver[]> {
    const statement = cells
      ? {
          name: 'nearest-within-cells',
          text: WITHIN_CELLS,
          values: [lat, lng, limit, freeWithinMs, ...valuesOf(cells)],
        }
      : { name: 'nearest-everywhere', text: EVERYWHERE, values: [lat, lng, limit, freeWithinMs] };
    const { rows } = await this.database.pool.query<NearDriver>(statement);
    return rows;
  }
}
