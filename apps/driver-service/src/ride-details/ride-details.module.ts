import { type DynamicModule, Module, type OnApplicationShutdown } from '@nestjs/common';
import { RIDE_DETAILS_BUCKET } from '@ride-hailing/contracts';
import { Broker, KeyValueBucket } from '@ride-hailing/messaging';
import { RemoteCallEvents, RemoteClient } from '@ride-hailing/remote-calls';
import { Metrics, observeClientCalls } from '@ride-hailing/service-kit';
import { recordingSpan } from '@ride-hailing/tracing';
import type { Config } from '../config';
import { type CacheUse, cachingChoices, loadCachingChoice } from './caching-choice';
import { ChosenDetails, CountedDetails } from './chosen-details';
import { CountedStore } from './counted-store';
import { CoalescedLookups } from './owner-lookups';
import { RideDetailsClient } from './ride-details.client';
import type { RideDetails } from './ride-details.port';

const usesOf = (choice: string, metrics: Metrics) => {
  const uses = metrics.counter({
    name: 'ride_details_cache_total',
    help:
      'Lookups by caching choice and how they were served: out of the cache (fresh, stale-while-revalidate, ' +
      'stale-if-error, negative), by a load under way (joined) or by one of their own (miss)',
    labelNames: ['choice', 'use'],
  });
  return (use: CacheUse) => {
    uses.inc({ choice, use });
    recordingSpan()?.addEvent('cache lookup', { choice, use });
  };
};

/** Batches below the caches, so that their loads share calls. With one lookup per call there is nothing to share. */
function ownersDetails(remote: RemoteClient, { detailsLookupsPerCall }: Config): RideDetails {
  const source = new RideDetailsClient(remote, detailsLookupsPerCall);
  return detailsLookupsPerCall === 1 ? source : new CoalescedLookups(source, detailsLookupsPerCall);
}

async function choose(
  source: RideDetails,
  config: Config,
  metrics: Metrics,
  broker: Broker,
): Promise<ChosenDetails> {
  const shared = new CountedStore(new KeyValueBucket(broker, RIDE_DETAILS_BUCKET), metrics);
  const through = async (choice: string): Promise<RideDetails> => {
    const caching = await loadCachingChoice(choice);
    const cached = caching.create(source, {
      ttlMs: config.cacheTtlMs,
      revalidateMs: config.cacheRevalidateMs,
      versionedMs: config.cacheVersionedMs,
      staleIfErrorMs: config.cacheStaleIfErrorMs,
      loadDeadlineMs: config.detailsDeadlineMs,
      now: () => performance.now(),
      sharedClock: () => broker.clock.now(),
      random: Math.random,
      onUse: usesOf(choice, metrics),
      shared,
    });
    return new CountedDetails(cached, metrics);
  };
  const choices = new Set([config.cachingChoice, ...(config.allowChoicePerRequest ? cachingChoices() : [])]);
  const all = new Map<string, RideDetails>();
  for (const choice of choices) all.set(choice, await through(choice));
  const usual = { cache: config.cachingChoice, details: all.get(config.cachingChoice) ?? source };
  return new ChosenDetails(usual, config.allowChoicePerRequest ? all : new Map());
}

@Module({})
export class RideDetailsModule implements OnApplicationShutdown {
  constructor(private readonly remote: RemoteClient) {}

  static forRoot(config: Config): DynamicModule {
    return {
      module: RideDetailsModule,
      providers: [
        {
          provide: RemoteClient,
          inject: [Metrics],
          useFactory: (metrics: Metrics) => {
            const events = new RemoteCallEvents();
            observeClientCalls(metrics, events);
            const { rideServiceGrpcUrl, tlsFolder } = config;
            return new RemoteClient(rideServiceGrpcUrl, { target: 'ride-service', events, tlsFolder });
          },
        },
        {
          provide: ChosenDetails,
          inject: [RemoteClient, Metrics, Broker],
          useFactory: (remote: RemoteClient, metrics: Metrics, broker: Broker) =>
            choose(ownersDetails(remote, config), config, metrics, broker),
        },
      ],
      exports: [ChosenDetails, RemoteClient],
    };
  }

  onApplicationShutdown(): void {
    this.remote.close();
  }
}
