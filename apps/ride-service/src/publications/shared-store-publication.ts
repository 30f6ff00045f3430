import type { OnApplicationShutdown, Provider } from '@nestjs/common';
import type { Approach } from '@ride-hailing/contracts';
import type { IncomingMessage, Poison } from '@ride-hailing/messaging';
import type { SharedCache } from '@ride-hailing/shared-store';
import { CurrentRidesQuery } from '../current-rides/current-rides.query';
import { ridesOfEvents } from './rides-of-events';
import { CurrentRideWriter } from './current-ride-writer';
import type { PublicationParts, PublicationsOptions } from './publication-parts';
import { PublicationMetrics } from './publication-metrics.service';

/** What both kinds of shared store can do. */
type Store = Pick<SharedCache, 'get' | 'put' | 'close'>;

/** A document that no store takes, whenever it is offered. */
export const isRefusedByStores = (error: unknown): boolean => error instanceof RangeError;

/** Writes the current ride of each driver to a store that services share. */
export abstract class SharedStorePublication implements OnApplicationShutdown {
  private readonly writer: CurrentRideWriter;

  constructor(
    private readonly approach: Approach,
    private readonly store: Store,
    rides: CurrentRidesQuery,
    private readonly metrics: PublicationMetrics,
  ) {
    this.writer = new CurrentRideWriter(store, rides);
  }

  /** The consumers have drained by now. */
  async onApplicationShutdown(): Promise<void> {
    await this.store.close();
  }

  protected async write(batch: readonly IncomingMessage[]): Promise<readonly Poison[]> {
    const { driverIds, poison } = ridesOfEvents(batch);
    await this.metrics.counted(this.approach, this.writer.write(driverIds));
    return poison;
  }
}

type Made<Opened> = new (
  store: Opened,
  rides: CurrentRidesQuery,
  metrics: PublicationMetrics,
) => SharedStorePublication;

export const sharedStoreParts = <Opened extends Store>(
  approach: Approach,
  publication: Made<Opened>,
  open: (options: PublicationsOptions) => Opened,
): PublicationParts => ({
  providers: (options): Provider[] => [
    {
      provide: publication,
      inject: [CurrentRidesQuery, PublicationMetrics],
      useFactory: (rides: CurrentRidesQuery, metrics: PublicationMetrics) =>
        new publication(open(options), rides, metrics),
    },
  ],
  target: (database, options) => {
    const store = open(options);
    const writer = new CurrentRideWriter(store, new CurrentRidesQuery(database));
    return {
      title: `${approach}: drivers`,
      pages: 'drivers',
      publish: (ids) => writer.write(ids),
      close: () => store.close(),
    };
  },
});
