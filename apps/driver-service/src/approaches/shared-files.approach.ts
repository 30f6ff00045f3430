import type { OnApplicationShutdown } from '@nestjs/common';
import { type Metrics, UnavailableProblem } from '@ride-hailing/service-kit';
import type { ObjectStore } from '@ride-hailing/shared-store';
import type { DetailsWanted } from '../current-ride/current-ride.service';
import type { CurrentRideAnswer } from '../current-ride/driver-answer';
import type { CurrentRideApproach } from './approach.port';
import type { ApproachPromises } from './approach-promises';
import type { KnownDrivers } from './known-drivers.service';
import { toSharedAnswer } from './shared-answer';
import { SharedReads } from './shared-reads';
import { toWholeAnswer } from './whole-answer';

const READ_WITHIN_MS = 1_000;

/**
 * Reads the files that Ride Service exports, one for each driver who is or was on a ride. The files are all that
 * there is: a driver without one is on no ride, and without the store there is no answer.
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
    private readonly known: Pick<KnownDrivers, 'check'>,
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
    await this.known.check(driverId);
    const none = { approach: 'shared-files', from: 'shared-files', ride: null, ageMs: 0, tookMs: 0 } as const;
    return toWholeAnswer(driverId, none, wanted);
  }

  async onApplicationShutdown(): Promise<void> {
    await this.files.close();
  }
}
