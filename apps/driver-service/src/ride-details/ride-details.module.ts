import { type DynamicModule, Inject, Module, type OnApplicationShutdown } from '@nestjs/common';
import { RideDetailsServiceClient } from '@ride-hailing/contracts';
import { createClient, RemoteCallEvents } from '@ride-hailing/remote-calls';
import { contextHeaders, Metrics } from '@ride-hailing/service-kit';
import { loadCachingChoice } from './caching-choice';
import { CountedDetails } from './counted-details';
import { GrpcDetailsSource } from './grpc-details.source';
import { RideDetails } from './ride-details.port';

export interface RideDetailsOptions {
  readonly rideServiceGrpcUrl: string;
  readonly cachingChoice: string;
  readonly cacheTtlMs: number;
  readonly detailsDeadlineMs: number;
}

const CLIENT = Symbol('RideDetailsServiceClient');

const observedCalls = (metrics: Metrics): RemoteCallEvents => {
  const duration = metrics.histogram({
    name: 'grpc_client_call_duration_seconds',
    help: 'gRPC calls to other services, by method and status code',
    labelNames: ['method', 'code'],
    buckets: [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1],
  });
  return new RemoteCallEvents().on('call', ({ method, code, tookMs }) =>
    duration.observe({ method, code }, tookMs / 1_000),
  );
};

@Module({})
export class RideDetailsModule implements OnApplicationShutdown {
  constructor(@Inject(CLIENT) private readonly client: RideDetailsServiceClient) {}

  static forRoot(options: RideDetailsOptions): DynamicModule {
    return {
      module: RideDetailsModule,
      providers: [
        {
          provide: CLIENT,
          useFactory: () => createClient(RideDetailsServiceClient, options.rideServiceGrpcUrl),
        },
        {
          provide: RideDetails,
          inject: [CLIENT, Metrics],
          useFactory: async (client: RideDetailsServiceClient, metrics: Metrics) => {
            const source = new GrpcDetailsSource(client, observedCalls(metrics), contextHeaders);
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
    this.client.close();
  }
}
