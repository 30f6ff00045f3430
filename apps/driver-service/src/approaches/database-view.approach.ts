import { Injectable } from '@nestjs/common';
import type { DetailsWanted } from '../current-ride/current-ride.service';
import type { CurrentRideAnswer } from '../current-ride/driver-answer';
import type { CurrentRideApproach } from './approach.port';
import type { ApproachPromises } from './approach-promises';
import { KnownDrivers } from './known-drivers.service';
import { RideView } from './ride-view.source';
import { toWholeAnswer } from './whole-answer';

/**
 * Reads a view that Ride Service publishes in its own database, as a login that sees nothing else. Nothing is copied
 * and nothing is old; the two services share a database server and the shape of the view.
 */
@Injectable()
export class DatabaseViewApproach implements CurrentRideApproach {
  readonly promises: ApproachPromises = {
    mayBeOlderThanOwner: false,
    callsOwner: 'never',
    without: {
      owner: 'whole',
      ownersDatabase: 'unavailable',
      broker: 'whole',
      ownDatabase: 'whole',
      sharedStore: 'whole',
    },
    personalDataHere: [],
    personalDataElsewhere: [],
  };

  constructor(
    private readonly view: RideView,
    private readonly known: KnownDrivers,
  ) {}

  async currentRide(driverId: string, wanted: DetailsWanted): Promise<CurrentRideAnswer> {
    const startedAt = performance.now();
    const ride = await this.view.currentRideOf(driverId);
    const tookMs = performance.now() - startedAt;
    // The view has the rides that are on, and so cannot tell who was on one.
    if (!ride) await this.known.check(driverId);
    const read = { approach: 'database-view', from: 'database-view', ride, ageMs: 0, tookMs } as const;
    return toWholeAnswer(driverId, read, wanted);
  }
}
