import { Injectable } from '@nestjs/common';
import { HealthChecks } from '@ride-hailing/service-kit';
import type {
  ApproachParts,
  ApproachPromises,
  CurrentRideApproach,
  DetailsWanted,
} from '../current-ride/approach.port';
import type { CurrentRideAnswer } from '../current-ride/current-ride.dto';
import { LocalEssentialsQuery } from './local-essentials.query';
import { toWholeAnswer } from './whole-ride';
import { RideViewClient } from './ride-view.client';
import { RideViewWatch } from './ride-view-watch.service';

/**
 * Reads a view that Ride Service publishes in its own database, with a login that can read nothing else. No data is
 * copied or out of date; the price is that the services share a database server and the shape of the view.
 */
@Injectable()
class DatabaseViewApproach implements CurrentRideApproach {
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
    private readonly view: RideViewClient,
    private readonly essentials: LocalEssentialsQuery,
  ) {}

  async currentRide(driverId: string, wanted: DetailsWanted): Promise<CurrentRideAnswer> {
    const startedAt = performance.now();
    const ride = await this.view.currentRideOf(driverId);
    const tookMs = performance.now() - startedAt;
    // The view shows active rides only, so it does not know drivers without one.
    if (!ride) await this.essentials.ofDriver(driverId);
    const read = { approach: 'database-view', from: 'database-view', ride, ageMs: 0, tookMs } as const;
    return toWholeAnswer(driverId, read, wanted);
  }
}

export const databaseView: ApproachParts = {
  approach: DatabaseViewApproach,
  providers: ({ rideViewDatabaseUrl = '' }) => [
    DatabaseViewApproach,
    { provide: RideViewClient, useFactory: () => new RideViewClient(rideViewDatabaseUrl) },
    {
      provide: RideViewWatch,
      inject: [HealthChecks],
      useFactory: (health: HealthChecks) => new RideViewWatch(rideViewDatabaseUrl, health),
    },
  ],
};
