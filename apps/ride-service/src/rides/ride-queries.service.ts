import { Injectable } from '@nestjs/common';
import { Database } from '@ride-hailing/service-kit';
import { type FindOptionsWhere, MoreThan } from 'typeorm';
import { type RideFilter } from './ride-filter.dto';
import { Ride } from './ride.entity';
import { rideNotFound } from './rides.errors';

@Injectable()
export class RideQueries {
  constructor(private readonly database: Database) {}

  async one(id: string): Promise<Ride> {
    const ride = await this.database.dataSource.manager.findOneBy(Ride, { id });
    if (!ride) throw rideNotFound(id);
    return ride;
  }

  /** A page in the order of ids, which is about the order in which rides were asked for. */
  async page({
    status,
    driverId,
    after,
    limit,
  }: RideFilter): Promise<{ rides: Ride[]; next: string | null }> {
    const where: FindOptionsWhere<Ride> = {
      ...(status && { status }),
      ...(driverId && { driverId }),
      ...(after && { id: MoreThan(after) }),
    };
    const { manager } = this.database.dataSource;
    const rides = await manager.find(Ride, { where, order: { id: 'ASC' }, take: limit + 1 });
    const page = rides.slice(0, limit);
    return { rides: page, next: rides.length > limit ? (page.at(-1)?.id ?? null) : null };
  }
}
