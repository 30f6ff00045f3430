import { type DynamicModule, Module, type OnApplicationShutdown } from '@nestjs/common';
import { RemoteClient } from '@ride-hailing/remote-calls';
import { contextHeaders, Metrics } from '@ride-hailing/service-kit';
import { loadCachingChoice } from './caching-choice';
import { CountedDetails } from './counted-details';
import { GrpcDetailsSource } from './grpc-details.source';
import { observedCalls } from './observed-calls';
import { RideDetails } from './ride-details.port';

export interface RideDetailsOptions {
  readonly rideServiceGrpcUrl: string;
  readonly cachingChoice: string;
  readonly cacheTtlMs: number;
  readonly detailsDeadlineMs: number;
}

const OWNER = 'ride-service';

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
          useFactory: (metrics: Metrics) =>
            new RemoteClient(options.rideServiceGrpcUrl, { target: OWNER, events: observedCalls(metrics) }),
        },
        {
          provide: RideDetails,
          inject: [RemoteClient, Metrics],
          useFactory: async (remote: RemoteClient, metrics: Metrics) => {
            const source = new GrpcDetailsSource(remote, contextHeaders);
            const cached = (await loadCachingChoice(options.cachingChoice))(source, {
              ttlMs: options.cacheTtlMs,
              loadDeadlineMs: options.detailsDeadlineMs,
              now: () => performance.now(),
              random: Math.random,
            });
            return new CountedDetails(cached, metrics);
          },
        },
      ],
      exports: [RideDetails],
    };
  }

  onApplicationShutdown(): void {
    this.remote.close();
  }
}
