import type { Provider } from '@nestjs/common';
import type { Approach } from '@ride-hailing/contracts';
import type { Database } from '@ride-hailing/service-kit';
import type { SharedStoreVariables } from '@ride-hailing/shared-store';

export interface PublicationsOptions extends SharedStoreVariables {
  /** The approaches that are on. */
  readonly approaches: readonly Approach[];
}

/** Counts of what became of the documents of one call. */
export interface Published {
  readonly written: number;
  /** The store or stream had the same document. */
  readonly unchanged: number;
  /** The store had a higher version of the same ride. */
  readonly superseded: number;
  /** Another publisher wrote between the read and the write, so the row was read again. */
  readonly conflicts: number;
}

/** What one approach publishes, as the job that publishes everything again sees it. */
export interface PublicationTarget {
  /** What is published where, for log lines. */
  readonly title: string;
  /** The ids of a page are those of rides, or of drivers who ever had a ride. */
  readonly pages: 'rides' | 'drivers';
  publish(ids: readonly string[]): Promise<Published>;
  close(): Promise<void>;
}

/** What the file of a publication provides to the module and to the job. */
export interface PublicationParts {
  /** Called only if the approach is on, so that an approach that is off consumes nothing and opens no connection. */
  readonly providers: (options: PublicationsOptions) => readonly Provider[];
  /** The caller closes the target. */
  readonly target: (database: Database, options: PublicationsOptions) => PublicationTarget;
}
