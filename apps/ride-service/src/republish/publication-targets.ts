import { Broker, JetStreamPublisher, MessagingEvents } from '@ride-hailing/messaging';
import {
  openObjectStore,
  openSharedCache,
  sharedCacheOptions,
  sharedFilesOptions,
} from '@ride-hailing/shared-store';
import type { Database } from '@ride-hailing/service-kit';
import { randomUUID } from 'node:crypto';
import { CurrentRidesQuery } from '../current-rides/current-rides.query';
import { CurrentRideWriter } from '../publications/current-ride-writer';
import { type Published } from '../publications/published';
import { CACHE, FILES, type PublicationsOptions } from '../publications/publications.config';
import { DocumentPublisher } from '../publications/document-publisher';
import { RideDetailsQuery } from '../ride-details/ride-details.query';

/** One approach that is on, as the job fills it. */
export interface PublicationTarget {
  /** For people: what is filled, and what with. */
  readonly title: string;
  /** Which ids make up a page: of all rides, or of all drivers who ever had one. */
  readonly pages: 'rides' | 'drivers';
  publish(ids: readonly string[]): Promise<Published>;
  close(): Promise<void>;
}

function documents(database: Database, options: PublicationsOptions): PublicationTarget {
  const { natsUrl: url, natsUser: user, natsPassword: password } = options;
  const broker = new Broker({ url, user, password, name: 'ride-service-republish' }, new MessagingEvents());
  broker.start();
  const publisher = new DocumentPublisher(new RideDetailsQuery(database), new JetStreamPublisher(broker));
  // Otherwise what the stream has had within its duplicate window would not reach whoever has lost it since.
  const again = randomUUID();
  return {
    title: 'event-replication: rides',
    pages: 'rides',
    publish: (ids) => publisher.publish(ids, again),
    close: () => broker.close(),
  };
}

function values(
  title: string,
  database: Database,
  store: ReturnType<typeof openSharedCache>,
): PublicationTarget {
  const writer = new CurrentRideWriter(store, new CurrentRidesQuery(database));
  return { title, pages: 'drivers', publish: (ids) => writer.write(ids), close: () => store.close() };
}

/** What is to be filled. Whoever asks closes each. */
export function publicationTargets(database: Database, options: PublicationsOptions): PublicationTarget[] {
  const { approaches } = options;
  const targets: PublicationTarget[] = [];
  if (approaches.includes('event-replication')) targets.push(documents(database, options));
  if (approaches.includes('shared-cache')) {
    targets.push(
      values('shared-cache: drivers', database, openSharedCache(sharedCacheOptions(options, CACHE))),
    );
  }
  if (approaches.includes('shared-files')) {
    targets.push(
      values('shared-files: drivers', database, openObjectStore(sharedFilesOptions(options, FILES))),
    );
  }
  return targets;
}
