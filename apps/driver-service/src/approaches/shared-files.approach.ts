import type { OnApplicationShutdown } from '@nestjs/common';
import { CURRENT_RIDE_FILES_BUCKET } from '@ride-hailing/contracts';
import { Metrics, UnavailableProblem } from '@ride-hailing/service-kit';
import { type ObjectStore, openObjectStore, sharedFilesOptions } from '@ride-hailing/shared-store';
import type {
  ApproachParts,
  ApproachPromises,
  CurrentRideApproach,
  DetailsWanted,
} from '../current-ride/approach.port';
import type { CurrentRideAnswer } from '../current-ride/current-ride.dto';
import { LocalEssentialsQuery } from './local-essentials.query';
import { toWholeAnswer } from './whole-ride';
import { SharedReads, toSharedAnswer } from './shared-reads';

const READ_WITHIN_MS = 1_000;
const FILES = { name: 'driver-service', bucket: CURRENT_RIDE_FILES_BUCKET };

/**
 * Reads the files that Ride Service exports, one for each driver who is or was on a ride. It has no other source: a
 * driver without a file is on no ride, and during an outage of the store there is no answer.
 */
export class SharedFilesApproach implements CurrentRideApproach, OnApplicationShutdown {
  readonly promises: ApproachPromises = {
    mayBeOlderThanOwner: true,
    callsOwner: 'never',
    without: {
      owner: 'whole',
      ownersDatabase: 'whole',
      broker: 'whole',
      ownDatabase: 'whole',
      sharedStore: 'unavailable',
    },
    personalDataHere: [],
    personalDataElsewhere: ['object store, of drivers who are on a ride'],
  };
  private readonly reads: SharedReads;

  constructor(
    private readonly files: ObjectStore,
    private readonly essentials: Pick<LocalEssentialsQuery, 'ofDriver'>,
    metrics: Metrics,
  ) {
    this.reads = new SharedReads(files, { name: 'files', timeoutMs: READ_WITHIN_MS }, metrics);
  }

  async currentRide(driverId: string, wanted: DetailsWanted): Promise<CurrentRideAnswer> {
    const read = await this.reads.of(driverId);
    if (read.outcome === 'hit') return toSharedAnswer('shared-files', read, wanted);
    if (read.outcome !== 'miss') {
      throw new UnavailableProblem(`The file of driver ${driverId} cannot be read: ${read.outcome}.`);
    }
    await this.essentials.ofDriver(driverId);
    const none = { approach: 'shared-files', from: 'shared-files', ride: null, ageMs: 0, tookMs: 0 } as const;
    return toWholeAnswer(driverId, none, wanted);
  }

  async onApplicationShutdown(): Promise<void> {
    await this.files.close();
  }
}

export const sharedFiles: ApproachParts = {
  approach: SharedFilesApproach,
  providers: (config) => [
    {
      provide: SharedFilesApproach,
      inject: [LocalEssentialsQuery, Metrics],
      useFactory: (essentials: LocalEssentialsQuery, metrics: Metrics) =>
        new SharedFilesApproach(openObjectStore(sharedFilesOptions(config, FILES)), essentials, metrics),
    },
  ],
};
