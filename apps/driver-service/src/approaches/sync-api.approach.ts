import { Injectable } from '@nestjs/common';
import type { DetailsWanted } from '../current-ride/current-ride.service';
import type { CurrentRideAnswer } from '../current-ride/driver-answer';
import type { CurrentRideApproach } from './approach.port';
import type { ApproachPromises } from './approach-promises';
import { OwnersAnswer } from './owners-answer.service';

/** Nothing of rides is kept here: every read is a call of the owner, and there is no answer without it. */
@Injectable()
export class SyncApiApproach implements CurrentRideApproach {
  readonly promises: ApproachPromises = {
    mayBeOlderThanOwner: false,
    callsOwner: 'always',
    without: {
      owner: 'unavailable',
      ownersDatabase: 'unavailable',
      broker: 'whole',
      ownDatabase: 'whole',
      sharedStore: 'whole',
    },
    personalDataHere: [],
    personalDataElsewhere: [],
  };

  constructor(private readonly owner: OwnersAnswer) {}

  currentRide(driverId: string, wanted: DetailsWanted): Promise<CurrentRideAnswer> {
    return this.owner.of('sync-api', driverId, wanted);
  }
}
