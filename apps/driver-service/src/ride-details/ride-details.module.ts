import { type DynamicModule, Module, type OnApplicationShutdown } from '@nestjs/common';
import { RIDE_DETAILS_BUCKET } from '@ride-hailing/contracts';
import { Broker, KeyValueBucket } from '@ride-hailing/messaging';
import { RemoteCallEvents, RemoteClient } from '@ride-hailing/remote-calls';
import { contextHeaders, Metrics, observeClientCalls } from '@ride-hailing/service-kit';
import { type CacheUse, cachingChoices, loadCachingChoice } from './caching-choice';
import { ChosenDetails, CountedDetails } from './chosen-details';
import { CountedStore } from './counted-store';
import { CoalescedLookups } from './owner-lookups';
import { RideDetailsClient } from './ride-details.client';
import type { RideDetails } from './ride-details.port';

interface RideDetailsOptions {
  readonly rideServiceGrpcUrl: string;
  readonly cachingChoice: string;
  readonly allowChoicePerRequest: boolean;
  readonly cacheTtlMs: number;
  readonly cacheRevalidateMs: number;
  readonly cacheVersionedMs: number;
  readonly cacheStaleIfErrorMs: number;
  readonly detailsDeadlineMs: number;
  readonly detailsLookupsPerCall: number;
}

const OWNER = 'ride-service';

const cachingTimes = (options: RideDetailsOptions, { clock }: Broker) => ({
  ttlMs: options.cacheTtlMs,
  revalidateMs: options.cacheRevalidateMs,
  versionedMs: options.cacheVersionedMs,
  staleIfErrorMs: options.cacheStaleIfErrorMs,
  loadDeadlineMs: options.detailsDeadlineMs,
  now: () => performance.now(),
  sharedClock: () => clock.now(),
  random: Math.random,
});

const usesOf = (choice: string, metrics: Metrics) => {
  const uses = metrics.counter({
    name: 'ride_details_cache_total',
    help:
      'Lookups by caching choice and how they were served: out of the cache (fresh, stale-while-revalidate, ' +
      'stale-if-error, negative), by a load under way (joined) or by one of their own (miss)',
    labelNames: ['choice', 'use'],
  });
  return (use: CacheUse) => uses.inc({ choice, use });
};

/** Batches below the caches, so that their loads share calls. With one lookup per call there is nothing to share. */
function ownersDetails(remote: RemoteClient, { detailsLookupsPerCall }: RideDetailsOptions): RideDetails {
  const source = new RideDetailsClient(remote, contextHeaders, detailsLookupsPerCall);
  return detailsLookupsPerCall === 1 ? source : new CoalescedLookups(source, detailsLookupsPerCall);
}

async function choose(
  source: RideDetails,
  options: RideDetailsOptions,
  metrics: Metrics,
  broker: Broker,
): Promise<ChosenDetails> {
  const shared = new CountedStore(new KeyValueBucket(broker, RIDE_DETAILS_BUCKET), metrics);
  const through = async (choice: string): Promise<RideDetails> => {
    const caching = await loadCachingChoice(choice);
    const cached = caching.create(source, {
      ...cachingTimes(options, broker),
      onUse: usesOf(choice, metrics),
      shared,
    });
    return new CountedDetails(cached, metrics);
  };
  const choices = new Set([
    options.cachingChoice,
    ...(options.allowChoicePerRequest ? cachingChoices() : []),
  ]);
  const all = new Map<string, RideDetails>();
  for (const choice of choices) all.set(choice, await through(choice));
  const usual = { cache: options.cachingChoice, details: all.get(options.cachingChoice) ?? source };
  return new ChosenDetails(usual, options.allowChoicePerRequest ? all : new Map());
}

@Module({})
export class RideDetailsModule implements OnApplicationShutdown {
  constructor(private readonly remote: RemoteClient) {}

  static forRoot(options: RideDetailsOptions): DynamicModule {
    return {
      module: RideDetailsModule,
      providers: [
        {
          provide: RemoteClient,
          inject: [Metrics],
          useFactory: (metrics: Metrics) => {
            const events = new RemoteCallEvents();
            observeClientCalls(metrics, events);
            return new RemoteClient(options.rideServiceGrpcUrl, { target: OWNER, events });
          },
        },
        {
          provide: ChosenDetails,
          inject: [RemoteClient, Metrics, Broker],
          useFactory: (remote: RemoteClient, metrics: Metrics, broker: Broker) =>
            choose(ownersDetails(remote, options), options, metrics, broker),
        },
      ],
      exports: [ChosenDetails, RemoteClient],
    };
  }

  onApplicationShutdown(): void {
    this.remote.close();
  }
}
