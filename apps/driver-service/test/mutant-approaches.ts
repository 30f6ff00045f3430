import { type FactoryProvider, type Provider, type Type } from '@nestjs/common';
import type { Approach, RideDocument } from '@ride-hailing/contracts';
import { UnavailableProblem } from '@ride-hailing/service-kit';
import { OwnersAnswer } from '../src/approaches/owners-answer.service';
import { SharedCacheApproach } from '../src/approaches/shared-cache.approach';
import { SharedFilesApproach } from '../src/approaches/shared-files.approach';
import { SyncApiApproach } from '../src/approaches/sync-api.approach';
import { toWholeAnswer } from '../src/approaches/whole-ride';
import type { DetailsWanted } from '../src/current-ride/approach.port';
import type { CurrentRideAnswer } from '../src/current-ride/current-ride.dto';
import { RideReplica } from '../src/ride-replica/ride-replica.service';
import type { CheckName } from './approach-contract';
import type { Part } from './approach-world';

interface Mutant {
  readonly approach: Approach;
  readonly what: string;
  /** The provider that `mutate` replaces. */
  readonly token: Type;
  readonly mutate: (original: Provider) => Provider;
  readonly caughtBy: readonly CheckName[];
  readonly caughtWithout: readonly Part[];
}

class UnguardedReplica extends RideReplica {
  override async apply(rides: readonly RideDocument[]): Promise<number> {
    const ids = rides.map(({ rideId }) => rideId);
    await this.database.pool.query('DELETE FROM ride_replica WHERE ride_id = ANY ($1::text[])', [ids]);
    return super.apply(rides);
  }
}

class KeepingSyncApi extends SyncApiApproach {
  private readonly kept = new Map<string, CurrentRideAnswer>();

  override async currentRide(driverId: string, wanted: DetailsWanted): Promise<CurrentRideAnswer> {
    const key = `${driverId}/${wanted.details}`;
    const answer = this.kept.get(key) ?? (await super.currentRide(driverId, wanted));
    this.kept.set(key, answer);
    return answer;
  }
}

const NO_OWNER = { of: () => Promise.reject(new UnavailableProblem('the owner is not called')) };

/** Takes a failing store for one without the file. */
const hopeful = (files: SharedFilesApproach): SharedFilesApproach => {
  const reading = files.currentRide.bind(files);
  const none = { approach: 'shared-files', from: 'shared-files', ride: null, ageMs: 0, tookMs: 0 } as const;
  files.currentRide = (driverId, wanted) =>
    reading(driverId, wanted).catch((error: unknown) => {
      if (error instanceof UnavailableProblem) return toWholeAnswer(driverId, none, wanted);
      throw error;
    });
  return files;
};

/** They make the promises of the real approaches; each has a well-known fault. */
export const MUTANTS: readonly Mutant[] = [
  {
    approach: 'event-replication',
    what: 'lets the last document win',
    token: RideReplica,
    mutate: () => ({ provide: RideReplica, useClass: UnguardedReplica }),
    caughtBy: ['redelivered'],
    caughtWithout: [],
  },
  {
    approach: 'sync-api',
    what: 'caches what the owner once answered',
    token: SyncApiApproach,
    mutate: () => ({ provide: SyncApiApproach, useClass: KeepingSyncApi }),
    caughtBy: ['older', 'ownerCalls'],
    caughtWithout: [],
  },
  {
    approach: 'shared-cache',
    what: 'does not call the owner on a miss',
    token: SharedCacheApproach,
    mutate: (original) => {
      const { useFactory, inject = [] } = original as FactoryProvider<SharedCacheApproach>;
      return {
        provide: SharedCacheApproach,
        inject,
        useFactory: (_owner: OwnersAnswer, ...rest: unknown[]) => useFactory(NO_OWNER, ...rest),
      };
    },
    caughtBy: ['noRide', 'ownerCalls'],
    caughtWithout: ['sharedStore'],
  },
  {
    approach: 'shared-files',
    what: 'takes an outage of the store for a missing file',
    token: SharedFilesApproach,
    mutate: (original) => {
      const { useFactory, inject = [] } = original as FactoryProvider<SharedFilesApproach>;
      const useHopeful = async (...parts: unknown[]) => hopeful(await useFactory(...parts));
      return { provide: SharedFilesApproach, inject, useFactory: useHopeful };
    },
    caughtBy: [],
    caughtWithout: ['sharedStore'],
  },
];
