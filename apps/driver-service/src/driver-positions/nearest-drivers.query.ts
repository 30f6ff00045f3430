import { Injectable } from '@nestjs/common';
import { EARTH_RADIUS_M, type Point } from '@ride-hailing/contracts';
import { Database } from '@ride-hailing/service-kit';
import { isBusy, isFree, isSomewhere, isWilling } from '../who-is-free/who-is-free';
import type { DriverPosition } from './driver-positions.service';
import { type CellRanges, cellsWithin } from './earth-grid';
import { FirstRadius } from './first-radius';

interface Bounds {
  /** A driver who has been silent for longer is not free. */
  readonly freeWithinMs: number;
  /** In metres; a driver who is farther away is left out. */
  readonly withinM: number;
}

export interface NearDriver extends DriverPosition {
  readonly distanceM: number;
}

/**
 * Wraps a parameter in a subquery, which hides its value from the planner. With the value the planner would plan each
 * call separately, which took as long as the search itself; without it, one generic plan serves all calls.
 */
const hidden = (parameter: string, type: string): string => `(SELECT ${parameter}::${type})`;

const HALF_A_DEGREE = Math.PI / 360;

/** `float8` makes node-postgres return numbers: a sequence is an integer that a double holds exactly. */
const POSITION_COLUMNS = `
  driver_id AS "driverId", sequence::float8 AS sequence, lat, lng, available,
  (extract(epoch FROM recorded_at) * 1000)::float8 AS "recordedAtMs",
  (extract(epoch FROM statement_timestamp() - heard_at) * 1000)::float8 AS "ageMs"`;

/**
 * Orders the candidates by great-circle distance from ($1, $2), and takes the nearest $3 that are on no ride and not
 * reserved. The square of half the chord has the same order as the distance, which is computed only for the drivers
 * taken. Each `OFFSET 0` keeps the planner from checking whether every candidate is busy: it checks only the nearest.
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
  ORDER BY square, driver_id LIMIT ${hidden('$3', 'integer')}`;

/** The half of the rule that an index answers; the other half is checked for the nearest candidates only. */
const WILLING = isWilling('driver_positions', hidden('$4', 'float8'));

const RANGES = [
  hidden('$5', 'integer[]'),
  hidden('$6', 'integer[]'),
  hidden('$7', 'float8[]'),
  hidden('$8', 'float8[]'),
];

/**
 * Scans the index once per range, never the whole table. Most drivers in the cells are outside the circle's bounding
 * box, and comparing with the box costs less than computing their distance.
 */
const WITHIN_CELLS = nearestOf(`
  SELECT hit.* FROM unnest(${RANGES.join(', ')}) AS cells (first, last, west, east)
  CROSS JOIN LATERAL (
    SELECT * FROM driver_positions
    WHERE ${WILLING} AND cell BETWEEN cells.first AND cells.last
      AND lat BETWEEN ${hidden('$9', 'float8')} AND ${hidden('$10', 'float8')}
      AND lng BETWEEN cells.west AND cells.east OFFSET 0
  ) AS hit`);

const valuesOf = ({ first, last, west, east, south, north }: CellRanges): unknown[] => [
  first,
  last,
  west,
  east,
  south,
  north,
];

export const EVERYWHERE = nearestOf(
  `SELECT * FROM driver_positions WHERE ${WILLING} AND ${isSomewhere('driver_positions')}`,
);

const ANYBODY = `
  SELECT EXISTS (SELECT FROM driver_positions AS near
    WHERE ${isFree('near', hidden('$1', 'float8'))} AND ${isSomewhere('near')}) AS "isFree"`;

const MOST_GROWTH = 4;
const MOST_CIRCLES = 8;

/** The factor by which the next radius grows, so that at this density it holds about four times the wanted drivers. */
const growth = (wanted: number, found: number): number =>
  Math.min(MOST_GROWTH, 2 * Math.sqrt(wanted / found));

/**
 * Finds the nearest free drivers exactly. Circles around the place grow until one holds enough drivers, since no driver
 * outside a circle is nearer than one inside. After a few circles the whole table is read.
 */
@Injectable()
export class NearestDriversQuery {
  private readonly firstRadius = new FirstRadius();

  constructor(private readonly database: Database) {}

  /** @returns free drivers within the bounds, nearest first */
  async find(place: Point, limit: number, { freeWithinMs, withinM }: Bounds): Promise<NearDriver[]> {
    const near = (drivers: NearDriver[]) => drivers.filter(({ distanceM }) => distanceM <= withinM);
    let radiusM = Math.min(withinM, this.firstRadius.forAbout(limit));
    for (let circle = 0; circle < MOST_CIRCLES; circle += 1) {
      const cells = cellsWithin(place, radiusM);
      if (cells === undefined) break;
      const drivers = await this.search(place, limit, freeWithinMs, cells);
      // In a rush for the last drivers this is the common case, and wider circles would find nobody either.
      if (circle === 0 && drivers.length === 0 && !(await this.isAnybodyFree(freeWithinMs))) return [];
      const farthest = drivers[limit - 1]?.distanceM;
      if (farthest !== undefined && farthest <= radiusM) {
        this.firstRadius.learn(limit, farthest);
        return drivers;
      }
      if (radiusM >= withinM) return near(drivers);
      // The cells reach beyond the circle: if they hold enough drivers, the farthest gives the radius needed.
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
