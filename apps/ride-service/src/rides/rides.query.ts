import { Injectable } from '@nestjs/common';
import { Database, type Identity } from '@ride-hailing/service-kit';
import { type FindOptionsWhere, MoreThan } from 'typeorm';
import { checkSees, visibleRides } from './ride-access';
import { type RideFilter } from './ride-filter.dto';
import { findRide } from './ride-statements';
import { Ride } from './ride.entity';
import { rideNotFound } from './rides.errors';

@Injectable()
export class RidesQuery {
  constructor(private readonly database: Database) {}

  /** @throws NotFoundProblem when the ride does not exist or the caller may not see it */
  async one(id: string, caller: Identity): Promise<Ride> {
    const ride = await findRide(this.database.pool, id);
    if (!ride) throw rideNotFound(id);
    checkSees(caller, ride);
    return ride;
  }

  /** A page of the rides that the caller may see, ordered by id and so roughly by the time of the request. */
  async page(
    { status, driverId, after, limit }: RideFilter,
    caller: Identity,
  ): Promise<{ rides: Ride[]; next: string | null }> {
    const filter: FindOptionsWhere<Ride> = {
      ...(status && { status }),
      ...(driverId && { driverId }),
      ...(after && { id: MoreThan(after) }),
    };
    const { manager } = this.database.dataSource;
    const rides = await manager
      .createQueryBuilder(Ride, 'ride')
      .where(filter)
      // Added with AND, so that a filter cannot replace one of these conditions.
      .andWhere(visibleRides(caller))
      .orderBy('ride.id')
      .take(limit + 1)
      .getMany();
    const page = rides.slice(0, limit);
    return { rides: page, next: rides.length > limit ? (page.at(-1)?.id ?? null) : null };
  }
}
