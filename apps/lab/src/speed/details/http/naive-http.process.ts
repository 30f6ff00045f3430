import 'reflect-metadata';
import { Controller, Get, Inject, Module, NotFoundException, Param, Query } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { InjectRepository, TypeOrmModule } from '@nestjs/typeorm';
import { serveOrders } from '@ride-hailing/testing';
import { firstValueFrom } from 'rxjs';
import { Column, Entity, In, PrimaryColumn, type Repository } from 'typeorm';
import { nestClient, type RideDetailsClient } from '../port/naive.port';

const RIDE_DETAILS = Symbol('RIDE_DETAILS');

@Entity('ride_copy')
class CopiedRide {
  @PrimaryColumn({ name: 'ride_id', type: 'text' }) rideId!: string;
  @Column({ name: 'driver_id', type: 'text' }) driverId!: string;
  @Column({ type: 'text' }) status!: string;
  @Column({ name: 'pickup_lat', type: 'float8' }) pickupLat!: number;
  @Column({ name: 'pickup_lng', type: 'float8' }) pickupLng!: number;
  @Column({ type: 'bigint' }) version!: string;
}

@Controller('drivers')
class DriversController {
  constructor(
    @InjectRepository(CopiedRide) private readonly rides: Repository<CopiedRide>,
    @Inject(RIDE_DETAILS) private readonly rideDetails: RideDetailsClient,
  ) {}

  @Get()
  async list(@Query('ids') ids: string) {
    return { drivers: await Promise.all(ids.split(',').map((id) => this.current(id))) };
  }

  @Get(':id/current-ride')
  async current(@Param('id') driverId: string) {
    const ride = await this.rides.findOneBy({ driverId, status: In(['ASSIGNED', 'IN_PROGRESS']) });
    if (!ride) throw new NotFoundException();
    const { rideId, status, pickupLat, pickupLng } = ride;
    const version = Number(ride.version);
    const lookups = [{ rideId, minVersion: version, driverId }];
    const { results } = await firstValueFrom(this.rideDetails.batchGetRides({ lookups }));
    const pickup = { lat: pickupLat, lng: pickupLng };
    return { driverId, ride: { id: rideId, status, pickup, version }, details: results[0]?.found };
  }
}

/** Nest as it comes, on Express: a repository, Nest's gRPC client, one call for each ride. Answers its address. */
void serveOrders<object, string>(async () => {
  const { service, close } = nestClient(process.env.RIDE_SERVICE_GRPC_URL ?? '');

  @Module({
    imports: [
      TypeOrmModule.forRoot({
        type: 'postgres',
        url: process.env.DATABASE_URL,
        entities: [CopiedRide],
        installExtensions: false,
      }),
      TypeOrmModule.forFeature([CopiedRide]),
    ],
    controllers: [DriversController],
    providers: [{ provide: RIDE_DETAILS, useValue: service }],
  })
  class NaiveModule {}

  const app = await NestFactory.create(NaiveModule, { logger: ['error'] });
  await app.listen(0, '127.0.0.1');
  const url = await app.getUrl();
  return {
    carryOut: async () => url,
    close: async () => {
      close();
      await app.close();
    },
  };
});
