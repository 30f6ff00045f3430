import { Injectable } from '@nestjs/common';
import type { DetailsWanted } from '../current-ride/current-ride.service';
import { age, type CurrentRideAnswer } from '../current-ride/driver-answer';
import { RideReplica } from '../ride-replica/ride-replica.service';
import type { CurrentRideApproach } from './approach.port';
import type { ApproachPromises } from './approach-promises';
import { KnownDrivers } from './known-drivers.service';
import { toWholeAnswer } from './whole-answer';
import { wholeRideOfDocument } from './whole-ride';

/** Whole rides come over NATS and are kept here, past ones too: a read is one statement of the own database. */
@Injectable()
export class EventReplicationApproach implements CurrentRideApproach {
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
    private readonly known: KnownDrivers,
  ) {}

  async currentRide(driverId: string, wanted: DetailsWanted): Promise<CurrentRideAnswer> {
    const startedAt = performance.now();
    const held = await this.replica.ofDriver(driverId);
    if (!held) await this.known.check(driverId);
    const ride = held?.current ? wholeRideOfDocument(held.current) : null;
    const ageMs = held ? age(held.ageMs) : 0;
    const tookMs = performance.now() - startedAt;
    const read = { approach: 'event-replication', from: 'local-replica', ride, ageMs, tookMs } as const;
    return toWholeAnswer(driverId, read, wanted);
  }
}
