import { Injectable } from '@nestjs/common';
import { OutboxRelay } from '@ride-hailing/outbox';
import { callerName, Database, type Identity } from '@ride-hailing/service-kit';
import { annotate } from '@ride-hailing/tracing';
import { uuidv7 } from 'uuidv7';
import { changeRide, isHeld, lockRide } from './change-ride';
import { claimOf, Idempotency } from './idempotency.service';
import { type IfMatch, matches, versionOf } from './if-match';
import { checkChanges, checkRequestsFor, ownedBy } from './ride-access';
import { type RideRequest } from './ride-request.dto';
import { findRide, type NewRide } from './ride-statements';
import { RideWrites } from './ride-writes.service';
import { Ride } from './ride.entity';
import { rideIsHeld, rideNotFound, versionDiffers } from './rides.errors';
import { type PublicCommand, withDriver } from './transition';

/** The commands of clients. Each change and its event are one commit. */
@Injectable()
export class RideCommands {
  constructor(
    private readonly database: Database,
    private readonly writes: RideWrites,
    private readonly relay: OutboxRelay,
    private readonly idempotency: Idempotency,
  ) {}

  /** @returns the new ride; with a key that was used before, the current state of the ride that was made then */
  async request(
    caller: Identity,
    request: RideRequest,
    key?: string,
  ): Promise<{ ride: Ride; isNew: boolean }> {
    checkRequestsFor(caller, request.riderId);
    const id = uuidv7();
    const claim = key ? claimOf(callerName(caller), key, request) : undefined;
    const made = await this.writes.insert({ ride: newRide(id, request), claim });
    if (made) {
      annotate({ 'ride.id': id });
      this.relay.nudge();
      return { ride: made, isNew: true };
    }
    if (!claim) throw new Error(`ride ${id} was not inserted`);
    const earlierId = await this.idempotency.earlier(claim);
    const ride = await findRide(this.database.pool, earlierId);
    if (!ride) throw rideNotFound(earlierId);
    return { ride, isNew: false };
  }

  /**
   * One statement, when the ride is as the command needs it and nothing else is changing it. What it is otherwise, and
   * whether something holds it, is looked at under a lock.
   * @throws ConflictProblem when an assignment holds the ride, or its state does not allow the command
   */
  async change(caller: Identity, id: string, command: PublicCommand, ifMatch: IfMatch): Promise<Ride> {
    const version = versionOf(ifMatch, id);
    const wanted = { id, ...withDriver(command), of: ownedBy(caller), version };
    const isOneVersion = ifMatch === undefined || version !== undefined;
    const changed = isOneVersion ? await this.writes.change(wanted) : undefined;
    const done = changed ?? (await this.changeLocked(caller, id, command, ifMatch));
    this.relay.nudge();
    return done;
  }

  private changeLocked(
    caller: Identity,
    id: string,
    command: PublicCommand,
    ifMatch: IfMatch,
  ): Promise<Ride> {
    return this.database.dataSource.transaction(async (manager) => {
      const ride = await lockRide(manager, id);
      if (!ride) throw rideNotFound(id);
      checkChanges(caller, ride);
      if (!matches(ifMatch, ride)) throw versionDiffers(ride.version);
      if (ride.status === 'REQUESTED' && (await isHeld(manager, ride.id))) throw rideIsHeld(ride.id);
      return changeRide(manager, ride, command);
    });
  }
}

export const newRide = (id: string, request: RideRequest): NewRide => {
  const { riderId, rider, pickup, dropoff, stops, fare, notes } = request;
  return {
    ...{ id, riderId, driverId: null, riderName: rider.name, riderPhone: rider.phone },
    ...{ pickupLat: pickup.lat, pickupLng: pickup.lng, pickupAddress: pickup.address },
    ...{ dropoffLat: dropoff.lat, dropoffLng: dropoff.lng, dropoffAddress: dropoff.address },
    ...{ stops, fareAmountMinor: fare.amountMinor, fareCurrency: fare.currency, notes },
  };
};
