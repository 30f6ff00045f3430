import { Injectable } from '@nestjs/common';
import { CurrentRide, type DetailsWanted } from '../current-ride/current-ride.service';
import type { CurrentRideAnswer } from '../current-ride/driver-answer';
import type { CurrentRideApproach } from './approach.port';
import type { ApproachPromises } from './approach-promises';

/**
 * Essential fields from the own copy, details from the owner when they are wanted, through a caching choice. What
 * is here of personal data is in that cache, in memory (with `nats-kv`: in the bucket RIDE_DETAILS), for minutes.
 */
@Injectable()
export class HybridApproach implements CurrentRideApproach {
  readonly promises: ApproachPromises = {
    mayBeOlderThanOwner: true,
    callsOwner: 'on-a-miss',
    without: {
      owner: 'partial',
      ownersDatabase: 'partial',
      broker: 'whole',
      ownDatabase: 'unavailable',
      sharedStore: 'whole',
    },
    personalDataHere: [],
    personalDataElsewhere: [],
  };

  constructor(private readonly hybrid: CurrentRide) {}

  currentRide(driverId: string, wanted: DetailsWanted): Promise<CurrentRideAnswer> {
    return this.hybrid.ofDriver(driverId, wanted);
  }
}
