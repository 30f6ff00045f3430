import { type DynamicModule, Module, type ModuleMetadata, type Provider } from '@nestjs/common';
import { type Approach, CURRENT_RIDE_FILES_BUCKET, CURRENT_RIDES_BUCKET } from '@ride-hailing/contracts';
import { RemoteClient } from '@ride-hailing/remote-calls';
import { contextHeaders, HealthChecks, Metrics } from '@ride-hailing/service-kit';
import {
  openObjectStore,
  openSharedCache,
  sharedCacheOptions,
  sharedFilesOptions,
  type SharedStoreVariables,
} from '@ride-hailing/shared-store';
import { CoalescedLookups } from '../ride-details/coalesced-lookups';
import { RideReplicaConsumer } from '../ride-replica/ride-replica.consumer';
import { RideReplica } from '../ride-replica/ride-replica.service';
import { APPROACH_CLASSES } from './approach-classes';
import type { CurrentRideApproach } from './approach.port';
import { Approaches } from './approaches.service';
import { CurrentRideController } from './current-ride.controller';
import { CurrentRidesSource } from './current-rides.source';
import { DatabaseViewApproach } from './database-view.approach';
import { EventReplicationApproach } from './event-replication.approach';
import { HybridApproach } from './hybrid.approach';
import { KnownDrivers } from './known-drivers.service';
import { OwnersAnswer } from './owners-answer.service';
import { RideViewWatch } from './ride-view-watch.service';
import { RideView } from './ride-view.source';
import { SharedCacheApproach } from './shared-cache.approach';
import { SharedFilesApproach } from './shared-files.approach';
import { SyncApiApproach } from './sync-api.approach';

export interface ApproachesOptions extends SharedStoreVariables {
  /** Those that are on. */
  readonly approaches: readonly Approach[];
  /** The one for requests that name none. */
  readonly approach: Approach;
  readonly detailsDeadlineMs: number;
  readonly rideViewDatabaseUrl?: string;
  readonly sharedCacheTimeoutMs: number;
  /** They give CurrentRide, DriverPositions, RideCopy and RemoteClient. */
  readonly imports: NonNullable<ModuleMetadata['imports']>;
}

const CACHE = { name: 'driver-service', bucket: CURRENT_RIDES_BUCKET };
const FILES = { name: 'driver-service', bucket: CURRENT_RIDE_FILES_BUCKET };

/** What is made only for an approach that is on: nothing else opens a connection, or consumes. */
const partsOf = (options: ApproachesOptions): Readonly<Record<Approach, readonly Provider[]>> => ({
  hybrid: [HybridApproach],
  'sync-api': [SyncApiApproach],
  'event-replication': [EventReplicationApproach, RideReplica, RideReplicaConsumer],
  'database-view': [
    DatabaseViewApproach,
    { provide: RideView, useFactory: () => new RideView(options.rideViewDatabaseUrl ?? '') },
    {
      provide: RideViewWatch,
      inject: [HealthChecks],
      useFactory: (health: HealthChecks) => new RideViewWatch(options.rideViewDatabaseUrl ?? '', health),
    },
  ],
  'shared-cache': [
    {
      provide: SharedCacheApproach,
      inject: [OwnersAnswer, Metrics],
      useFactory: (owner: OwnersAnswer, metrics: Metrics) =>
        new SharedCacheApproach(
          openSharedCache(sharedCacheOptions(options, CACHE)),
          owner,
          options.sharedCacheTimeoutMs,
          metrics,
        ),
    },
  ],
  'shared-files': [
    {
      provide: SharedFilesApproach,
      inject: [KnownDrivers, Metrics],
      useFactory: (known: KnownDrivers, metrics: Metrics) =>
        new SharedFilesApproach(openObjectStore(sharedFilesOptions(options, FILES)), known, metrics),
    },
  ],
});

/** The current ride of a driver, by whichever approach is asked for of those that are on. */
@Module({})
export class ApproachesModule {
  static forRoot(options: ApproachesOptions): DynamicModule {
    const { approaches, approach, detailsDeadlineMs, imports } = options;
    const parts = partsOf(options);
    return {
      module: ApproachesModule,
      imports,
      controllers: [CurrentRideController],
      providers: [
        KnownDrivers,
        {
          provide: OwnersAnswer,
          inject: [RemoteClient, KnownDrivers],
          useFactory: (remote: RemoteClient, known: KnownDrivers) =>
            new OwnersAnswer(coalesced(remote), known, detailsDeadlineMs),
        },
        ...approaches.flatMap((each) => parts[each]),
        {
          provide: Approaches,
          inject: [Metrics, ...approaches.map((each) => APPROACH_CLASSES[each])],
          useFactory: (metrics: Metrics, ...made: CurrentRideApproach[]) =>
            new Approaches(approach, new Map(approaches.map((each, index) => [each, made[index]!])), metrics),
        },
      ],
    };
  }
}

const coalesced = (remote: RemoteClient) =>
  new CoalescedLookups(new CurrentRidesSource(remote, contextHeaders), (tookMs) => ({
    outcome: 'unavailable' as const,
    reason: 'deadline-exceeded' as const,
    tookMs,
  }));
