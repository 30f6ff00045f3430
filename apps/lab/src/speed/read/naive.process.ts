import { credentials } from '@grpc/grpc-js';
import { Controller, Get, Module, NotFoundException, Param } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { InjectRepository, TypeOrmModule } from '@nestjs/typeorm';
import { type BatchGetRidesResponse, RideDetailsServiceClient } from '@ride-hailing/contracts';
import { serveOrders } from '@ride-hailing/testing';
import { In, type Repository } from 'typeorm';
import { driverAnswer, rideAnswer, type RideRow } from './answer';
import { NaivePosition, NaiveRide } from './naive.entities';

const { DATABASE_URL: databaseUrl, RIDE_SERVICE_GRPC_URL: rideServiceGrpc = '' } = process.env;
const owner = new RideDetailsServiceClient(rideServiceGrpc, credentials.createInsecure());

const detailsOf = (rideId: string, minVersion: number, driverId: string): Promise<BatchGetRidesResponse> =>
  new Promise((resolve, reject) => {
    owner.batchGetRides({ lookups: [{ rideId, minVersion, driverId }] }, (error, response) =>
      error ? reject(error) : resolve(response),
    );
  });

const rowOf = (ride: NaiveRide): RideRow => ({
  ...{ rideId: ride.rideId, status: ride.status, pickupLat: ride.pickupLat, pickupLng: ride.pickupLng },
  ...{ version: Number(ride.version), appliedAtMs: ride.appliedAt.getTime() },
});

@Controller('drivers')
class NaiveController {
  constructor(
    @InjectRepository(NaivePosition) private readonly positions: Repository<NaivePosition>,
    @InjectRepository(NaiveRide) private readonly rides: Repository<NaiveRide>,
  ) {}

  @Get(':id')
  async driver(@Param('id') driverId: string) {
    const position = await this.positions.findOne({ where: { driverId } });
    if (!position) throw new NotFoundException();
    const ride = await this.current(driverId);
    const { lat, lng, available, recordedAt, heardAt } = position;
    const times = { recordedAtMs: recordedAt.getTime(), heardAtMs: heardAt.getTime() };
    const row = { lat, lng, available, reserved: false, sequence: Number(position.sequence), ...times };
    return driverAnswer(driverId, row, ride ? rowOf(ride) : undefined);
  }

  @Get(':id/current-ride')
  async currentRide(@Param('id') driverId: string) {
    const ride = await this.current(driverId);
    if (!ride) throw new NotFoundException();
    const { results } = await detailsOf(ride.rideId, Number(ride.version), driverId);
    const outcome = results[0]?.outcome;
    if (outcome?.$case !== 'found') throw new NotFoundException();
    const { riderId, riderName, riderPhone, pickup, dropoff, stops, fare, notes, version } = outcome.value;
    const details = {
      riderId,
      riderName,
      riderPhone,
      pickupAddress: pickup?.address,
      dropoff,
      stops,
      fare,
      notes,
    };
    return rideAnswer(driverId, rowOf(ride), { from: 'ride-service', version, details });
  }

  private current(driverId: string): Promise<NaiveRide | null> {
    return this.rides.findOne({
      where: { driverId, status: In(['ASSIGNED', 'IN_PROGRESS']) },
      order: { changedAt: 'DESC' },
    });
  }
}

const entities = [NaivePosition, NaiveRide];

@Module({
  imports: [
    TypeOrmModule.forRoot({ type: 'postgres', url: databaseUrl, entities }),
    TypeOrmModule.forFeature(entities),
  ],
  controllers: [NaiveController],
})
class NaiveModule {}

/** Answers where it listens. */
void serveOrders<object, string>(async () => {
  const app = await NestFactory.create(NaiveModule, new ExpressAdapter(), { logger: ['error', 'warn'] });
  await app.listen(0, '127.0.0.1');
  const url = await app.getUrl();
  return { carryOut: async () => url, close: () => app.close() };
});
