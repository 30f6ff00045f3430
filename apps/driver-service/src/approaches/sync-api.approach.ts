import { Injectable } from '@nestjs/common';
import type {
  ApproachParts,
  ApproachPromises,
  CurrentRideApproach,
  DetailsWanted,
} from '../current-ride/approach.port';
import type { CurrentRideAnswer } from '../current-ride/current-ride.dto';
import { OwnersAnswer } from './owners-answer.service';

/** Stores nothing about rides: every read calls the owner, and without the owner there is no answer. */
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

export const syncApi: ApproachParts = { approach: SyncApiApproach, providers: () => [SyncApiApproach] };
