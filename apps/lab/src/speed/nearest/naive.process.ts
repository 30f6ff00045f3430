import { Controller, Get, Query } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { DataSource, type Repository, type SelectQueryBuilder } from 'typeorm';
import type { Place } from '../fleet/phones';
import { naiveHttp } from '../sides/naive';
import { Position } from '../sides/naive.entities';
import { serveSide } from './serve-side';

const DISTANCE = `6371008.8 * 2 * asin(least(1, sqrt(
  sin(radians(driver.lat - :lat) / 2) ^ 2
  + cos(radians(:lat)) * cos(radians(driver.lat)) * sin(radians(driver.lng - :lng) / 2) ^ 2)))`;
const ON_A_RIDE = `SELECT 1 FROM ride_copy ride
  WHERE ride.driver_id = driver.driver_id AND ride.status IN ('ASSIGNED', 'IN_PROGRESS')`;
const RESERVED = `SELECT 1 FROM reservations reserved
  WHERE reserved.driver_id = driver.driver_id AND reserved.state IN ('TRIED', 'CONFIRMED')
  AND NOT (reserved.state = 'CONFIRMED' AND EXISTS (SELECT 1 FROM ride_copy ended
    WHERE ended.ride_id = reserved.ride_id AND ended.status IN ('COMPLETED', 'CANCELLED')))`;

/** A TypeORM query that orders the table by distance. */
const nearest = (
  positions: Repository<Position>,
  { lat, lng }: Place,
  limit: number,
): SelectQueryBuilder<Position> =>
  positions
    .createQueryBuilder('driver')
    .addSelect(DISTANCE, 'distance')
    .where('driver.available AND driver.heardAt > :after', { after: new Date(0).toISOString(), lat, lng })
    .andWhere(`NOT EXISTS (${ON_A_RIDE})`)
    .andWhere(`NOT EXISTS (${RESERVED})`)
    .orderBy('distance')
    .limit(limit);

@Controller('drivers')
class NearestController {
  constructor(@InjectRepository(Position) private readonly positions: Repository<Position>) {}

  @Get('nearest')
  async nearest(@Query() { lat, lng, limit }: Record<'lat' | 'lng' | 'limit', string>) {
    const query = nearest(this.positions, { lat: Number(lat), lng: Number(lng) }, Number(limit));
    const { entities, raw } = await query.getRawAndEntities<{ distance: number }>();
    return {
      drivers: entities.map((driver, index) => ({ ...driver, distanceM: raw[index]?.distance })),
    };
  }
}

void serveSide(async () => {
  const app = await naiveHttp({ entities: [Position], controllers: [NearestController] });
  const positions = app.get(DataSource).getRepository(Position);
  return {
    statementOf: (place, limit) => {
      const [text, values] = nearest(positions, place, limit).getQueryAndParameters();
      return { text, values };
    },
    url: await app.getUrl(),
    close: () => app.close(),
  };
});
