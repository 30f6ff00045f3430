import { Controller, Get, Inject, Module, Query } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { serveOrders, TimedStatements } from '@ride-hailing/testing';
import { Client } from 'pg';
import { Column, DataSource, Entity, PrimaryColumn, type SelectQueryBuilder } from 'typeorm';
import type { Place } from './fleet';
import type { SideAnswer, SideOrder } from './side-orders';

/** What one writes first: Nest on Express, and a TypeORM query that orders the table by distance. */
@Entity('driver_positions')
class DriverPosition {
  @PrimaryColumn({ name: 'driver_id', type: 'text' })
  driverId!: string;

  @Column({ type: 'double precision' })
  lat!: number;

  @Column({ type: 'double precision' })
  lng!: number;

  @Column({ type: 'boolean' })
  available!: boolean;

  @Column({ name: 'heard_at', type: 'timestamptz' })
  heardAt!: Date;
}

const DISTANCE = `6371008.8 * 2 * asin(least(1, sqrt(
  sin(radians(driver.lat - :lat) / 2) ^ 2
  + cos(radians(:lat)) * cos(radians(driver.lat)) * sin(radians(driver.lng - :lng) / 2) ^ 2)))`;
const ON_A_RIDE = `SELECT 1 FROM ride_copy ride
  WHERE ride.driver_id = driver.driver_id AND ride.status IN ('ASSIGNED', 'IN_PROGRESS')`;
const RESERVED = `SELECT 1 FROM reservations reserved
  WHERE reserved.driver_id = driver.driver_id AND reserved.state IN ('TRIED', 'CONFIRMED')
  AND NOT (reserved.state = 'CONFIRMED' AND EXISTS (SELECT 1 FROM ride_copy ended
    WHERE ended.ride_id = reserved.ride_id AND ended.status IN ('COMPLETED', 'CANCELLED')))`;

const [url] = process.argv.slice(2);
const dataSource = new DataSource({ type: 'postgres', url, entities: [DriverPosition] });

const nearest = ({ lat, lng }: Place, limit: number): SelectQueryBuilder<DriverPosition> =>
  dataSource
    .getRepository(DriverPosition)
    .createQueryBuilder('driver')
    .addSelect(DISTANCE, 'distance')
    .where('driver.available AND driver.heardAt > :after', { after: new Date(0).toISOString(), lat, lng })
    .andWhere(`NOT EXISTS (${ON_A_RIDE})`)
    .andWhere(`NOT EXISTS (${RESERVED})`)
    .orderBy('distance')
    .limit(limit);

@Controller('drivers')
class NearestController {
  constructor(@Inject('nearest') private readonly find: typeof nearest) {}

  @Get('nearest')
  async nearest(@Query() { lat, lng, limit }: Record<'lat' | 'lng' | 'limit', string>) {
    const place = { lat: Number(lat), lng: Number(lng) };
    const { entities, raw } = await this.find(place, Number(limit)).getRawAndEntities<{ distance: number }>();
    return {
      drivers: entities.map((driver, index) => ({ ...driver, distanceM: raw[index]?.distance })),
    };
  }
}

@Module({ controllers: [NearestController], providers: [{ provide: 'nearest', useValue: nearest }] })
class NaiveModule {}

void serveOrders(async () => {
  await dataSource.initialize();
  const client = new Client({ connectionString: url });
  await client.connect();
  const statements = new TimedStatements(client);
  const app = await NestFactory.create(NaiveModule, { logger: ['error', 'warn'] });
  await app.listen(0, '127.0.0.1');
  return {
    carryOut: async (order: SideOrder): Promise<SideAnswer> => {
      if (order.kind === 'port') return Number(new URL(await app.getUrl()).port);
      const query = nearest(order.place, order.limit);
      if (order.kind === 'find') return (await query.getMany()).map(({ driverId }) => driverId);
      const [text, values] = query.getQueryAndParameters();
      return statements.time({ text, values });
    },
    close: async () => {
      await app.close();
      await client.end();
      await dataSource.destroy();
    },
  };
});
