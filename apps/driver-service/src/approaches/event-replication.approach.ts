import { Injectable } from '@nestjs/common';
import type {
  ApproachParts,
  ApproachPromises,
  CurrentRideApproach,
  DetailsWanted,
} from '../current-ride/approach.port';
import type { HeldRide } from '../current-ride/at-least';
import { age, type CurrentRideAnswer } from '../current-ride/current-ride.dto';
import { LocalEssentialsQuery } from './local-essentials.query';
import { toWholeAnswer, wholeRideOfDocument } from './whole-ride';
import { RideReplicaConsumer } from '../ride-replica/ride-replica.consumer';
import { RideReplica } from '../ride-replica/ride-replica.service';

/** Whole rides, past ones too, arrive over NATS and are stored here: a read is one statement in the own database. */
@Injectable()
class EventReplicationApproach implements CurrentRideApproach {
  readonly promises: ApproachPromises = {
    mayBeOlderThanOwner: true,
    callsOwner: 'never',
    without: {
      owner: 'whole',
      ownersDatabase: 'whole',
      broker: 'whole',
      ownDatabase: 'unavailable',
      sharedStore: 'whole',
    },
    personalDataHere: ['ride_replica'],
    personalDataElsewhere: ['stream RIDE_DOCUMENTS, for a day'],
  };

  constructor(
    private readonly replica: RideReplica,
    private readonly essentials: LocalEssentialsQuery,
  ) {}

  async currentRide(driverId: string, wanted: DetailsWanted): Promise<CurrentRideAnswer> {
    const startedAt = performance.now();
    const held = await this.replica.ofDriver(driverId);
    if (!held) await this.essentials.ofDriver(driverId);
    const ride = held?.current ? wholeRideOfDocument(held.current) : null;
    const ageMs = held ? age(held.ageMs) : 0;
    const tookMs = performance.now() - startedAt;
    const read = { approach: 'event-replication', from: 'local-replica', ride, ageMs, tookMs } as const;
    return toWholeAnswer(driverId, read, wanted);
  }

  heldOf(rideId: string): Promise<HeldRide | undefined> {
    return this.replica.heldOf(rideId);
  }
}

export const eventReplication: ApproachParts = {
  approach: EventReplicationApproach,
  providers: () => [EventReplicationApproach, RideReplica, RideReplicaConsumer],
};
