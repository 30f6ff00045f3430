import type { OnApplicationShutdown } from '@nestjs/common';
import { CURRENT_RIDES_BUCKET } from '@ride-hailing/contracts';
import { Metrics } from '@ride-hailing/service-kit';
import { openSharedCache, type SharedCache, sharedCacheOptions } from '@ride-hailing/shared-store';
import type {
  ApproachParts,
  ApproachPromises,
  CurrentRideApproach,
  DetailsWanted,
} from '../current-ride/approach.port';
import type { CurrentRideAnswer } from '../current-ride/current-ride.dto';
import { OwnersAnswer } from './owners-answer.service';
import { SharedReads, toSharedAnswer } from './shared-reads';

const CACHE = { name: 'driver-service', bucket: CURRENT_RIDES_BUCKET };

/**
 * Reads what Ride Service writes through to a cache that services share. On a miss, a failure, a damaged document or a
 * timeout it calls the owner, so an outage of the cache costs calls and no answers.
 */
export class SharedCacheApproach implements CurrentRideApproach, OnApplicationShutdown {
  readonly promises: ApproachPromises = {
    mayBeOlderThanOwner: true,
    callsOwner: 'on-a-miss',
    without: {
      owner: 'whole',
      ownersDatabase: 'whole',
      broker: 'whole',
      ownDatabase: 'whole',
      sharedStore: 'whole-from-owner',
    },
    personalDataHere: [],
    personalDataElsewhere: ['shared cache, of drivers who are on a ride'],
  };
  private readonly reads: SharedReads;

  constructor(
    private readonly cache: SharedCache,
    private readonly owner: Pick<OwnersAnswer, 'of'>,
    /** A cache that takes longer counts as a miss. */
    timeoutMs: number,
    metrics: Metrics,
  ) {
    this.reads = new SharedReads(cache, { name: 'cache', timeoutMs }, metrics);
  }

  async currentRide(driverId: string, wanted: DetailsWanted): Promise<CurrentRideAnswer> {
    const read = await this.reads.of(driverId);
    return read.outcome === 'hit'
      ? toSharedAnswer('shared-cache', read, wanted)
      : this.owner.of('shared-cache', driverId, wanted);
  }

  async onApplicationShutdown(): Promise<void> {
    await this.cache.close();
  }
}

export const sharedCache: ApproachParts = {
  approach: SharedCacheApproach,
  providers: (config) => [
    {
      provide: SharedCacheApproach,
      inject: [OwnersAnswer, Metrics],
      useFactory: (owner: OwnersAnswer, metrics: Metrics) => {
        const cache = openSharedCache(sharedCacheOptions(config, CACHE));
        return new SharedCacheApproach(cache, owner, config.sharedCacheTimeoutMs, metrics);
      },
    },
  ],
};
