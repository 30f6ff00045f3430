import type { Provider } from '@nestjs/common';
import type { Approach } from '@ride-hailing/contracts';
import type { Database } from '@ride-hailing/service-kit';
import type { SharedStoreVariables } from '@ride-hailing/shared-store';
import type { Published } from './published';

export interface PublicationsOptions extends SharedStoreVariables {
  /** Those that are on. */
  readonly approaches: readonly Approach[];
}

/** What one approach publishes, as the job that publishes everything again fills it. */
export interface PublicationTarget {
  /** For people: what is filled, and what with. */
  readonly title: string;
  /** Which ids make up a page: of all rides, or of all drivers who ever had one. */
  readonly pages: 'rides' | 'drivers';
  publish(ids: readonly string[]): Promise<Published>;
  close(): Promise<void>;
}

/** What the file of a publication gives to the module and to the job. */
export interface PublicationParts {
  /** Made only when the approach is on: nothing else consumes, or opens a connection. */
  readonly providers: (options: PublicationsOptions) => readonly Provider[];
  /** The caller closes it. */
  readonly target: (database: Database, options: PublicationsOptions) => PublicationTarget;
}
