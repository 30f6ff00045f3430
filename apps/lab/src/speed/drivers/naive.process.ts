import { Controller, Get, Inject, NotFoundException, Param, Query } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { serveOrders } from '@ride-hailing/testing';
import { firstValueFrom } from 'rxjs';
import { In, type Repository } from 'typeorm';
import { naiveHttp } from '../sides/naive';
import { CopiedRide, Position } from '../sides/naive.entities';
import { nestClient, type RideDetailsClient } from '../sides/nest-client';
import { driverAnswer, rideAnswer, type RideRow } from './answer';

const RIDE_DETAILS = Symbol('RIDE_DETAILS');

const rowOf = ({ driverId, version, appliedAt, ...ride }: CopiedRide): RideRow => ({
  ...{ ...ride, driverId: driverId ?? '', version: Number(version), appliedAtMs: appliedAt.getTime() },
});

@Controller('drivers')
class DriversController {
  constructor(
    @InjectRepository(Position) private readonly positions: Repository<Position>,
    @InjectRepository(CopiedRide) private readonly rides: Repository<CopiedRide>,
    @Inject(RIDE_DETAILS) private readonly rideDetails: RideDetailsClient,
  ) {}

  @Get()
  async list(@Query('ids') ids: string) {
    return { drivers: await Promise.all(ids.split(',').map((id) => this.currentRide(id))) };
  }

  @Get(':id')
  async driver(@Param('id') driverId: string) {
    const position = await this.positions.findOne({ where: { driverId } });
    if (!position) throw new NotFoundException();
    const { lat, lng, available, recordedAt, heardAt } = position;
    const times = { recordedAtMs: recordedAt.getTime(), heardAtMs: heardAt.getTime() };
    const row = { lat, lng, available, reserved: false, sequence: Number(position.sequence), ...times };
    return driverAnswer(driverId, row, await this.current(driverId));
  }

  @Get(':id/current-ride')
  async currentRide(@Param('id') driverId: string) {
    const ride = await this.current(driverId);
    if (!ride) throw new NotFoundException();
    const lookups = [{ rideId: ride.rideId, minVersion: ride.version, driverId }];
    const { results } = await firstValueFrom(this.rideDetails.batchGetRides({ lookups }));
    const details = results[0]?.found;
    if (!details) throw new NotFoundException();
    return rideAnswer(driverId, ride, { from: 'ride-service', version: details.version, details });
  }

  private async current(driverId: string): Promise<RideRow | undefined> {
    const where = { driverId, status: In(['ASSIGNED', 'IN_PROGRESS']) };
    const ride = await this.rides.findOne({ where, order: { changedAt: 'DESC' } });
    return ride ? rowOf(ride) : undefined;
  }
}

/**
 * Nest as it comes, on Express: repositories, Nest's gRPC client, a call for each ride. Its argument is the schema of
 * its tables; answers its address.
 */
void serveOrders<object, string>(async () => {
  const { service, close } = nestClient();
  const app = await naiveHttp({
    ...{ entities: [Position, CopiedRide], controllers: [DriversController] },
    ...{ providers: [{ provide: RIDE_DETAILS, useValue: service }], database: { schema: process.argv[2] } },
  });
  return {
    carryOut: () => app.getUrl(),
    close: async () => {
      close();
      await app.close();
    },
  };
});
