import type { OnApplicationShutdown, Provider } from '@nestjs/common';
import type { Approach } from '@ride-hailing/contracts';
import type { IncomingMessage, Poison } from '@ride-hailing/messaging';
import type { SharedStore } from '@ride-hailing/shared-store';
import { CurrentRidesQuery } from '../ride-details/current-rides.query';
import { CurrentRideWriter } from './current-ride-writer';
import { PublicationMetrics } from './publication-metrics.service';
import type { PublicationParts, PublicationsOptions } from './publication-parts';
import { ridesOfEvents } from './rides-of-events';

/** Whether no store will ever accept the document. */
export const isDataError = (error: unknown): boolean => error instanceof RangeError;

/** Writes the current ride of each driver to a shared store. */
export abstract class SharedStorePublication implements OnApplicationShutdown {
  private readonly writer: CurrentRideWriter;

  constructor(
    private readonly approach: Approach,
    private readonly store: SharedStore,
    rides: CurrentRidesQuery,
    private readonly metrics: PublicationMetrics,
  ) {
    this.writer = new CurrentRideWriter(store, rides);
  }

  /** Runs after the consumers have drained. */
  async onApplicationShutdown(): Promise<void> {
    await this.store.close();
  }

  protected async write(batch: readonly IncomingMessage[]): Promise<readonly Poison[]> {
    const { driverIds, poison } = ridesOfEvents(batch);
    await this.metrics.counted(this.approach, this.writer.write(driverIds));
    return poison;
  }
}

export const sharedStoreParts = (
  approach: Approach,
  publication: new (
    approach: Approach,
    store: SharedStore,
    rides: CurrentRidesQuery,
    metrics: PublicationMetrics,
  ) => SharedStorePublication,
  open: (options: PublicationsOptions) => SharedStore,
): PublicationParts => ({
  providers: (options): Provider[] => [
    {
      provide: publication,
      inject: [CurrentRidesQuery, PublicationMetrics],
      useFactory: (rides: CurrentRidesQuery, metrics: PublicationMetrics) =>
        new publication(approach, open(options), rides, metrics),
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
