import { Injectable } from '@nestjs/common';
import { enqueue, OutboxRelay } from '@ride-hailing/outbox';
import { callerName, Database, type Identity } from '@ride-hailing/service-kit';
import { annotate } from '@ride-hailing/tracing';
import { type EntityManager } from 'typeorm';
import { uuidv7 } from 'uuidv7';
import { changeRide, isHeld, lockRide } from './change-ride';
import { Idempotency } from './idempotency.service';
import { type IfMatch, matches } from './if-match';
import { checkChanges, checkRequestsFor } from './ride-access';
import { rideChanged } from './ride-changed.event';
import { type RideRequest } from './ride-request.dto';
import { Ride } from './ride.entity';
import { rideIsHeld, rideNotFound, versionDiffers } from './rides.errors';
import { type PublicCommand } from './transition';

/** The commands of clients. Each change and its event are one transaction. */
@Injectable()
export class RideCommands {
  constructor(
    private readonly database: Database,
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
    return this.transaction(async (manager) => {
      const id = uuidv7();
      const claimed = { caller: callerName(caller), request, rideId: id };
      const earlierId = key && (await this.idempotency.claim(manager, { ...claimed, key }));
      if (earlierId) return { ride: await manager.findOneByOrFail(Ride, { id: earlierId }), isNew: false };
      const ride = await insert(manager, id, request);
      annotate({ 'ride.id': id });
      await enqueue(manager, rideChanged(ride));
      return { ride, isNew: true };
    });
  }

  /** @throws ConflictProblem when an assignment holds the ride, or its state does not allow the command */
  async change(caller: Identity, id: string, command: PublicCommand, ifMatch: IfMatch): Promise<Ride> {
    return this.transaction(async (manager) => {
      const ride = await lockRide(manager, id);
      if (!ride) throw rideNotFound(id);
      checkChanges(caller, ride);
      if (!matches(ifMatch, ride)) throw versionDiffers(ride.version);
      if (ride.status === 'REQUESTED' && (await isHeld(manager, ride.id))) throw rideIsHeld(ride.id);
      return changeRide(manager, ride, command);
    });
  }

  private async transaction<T>(work: (manager: EntityManager) => Promise<T>): Promise<T> {
    const result = await this.database.dataSource.transaction(work);
    this.relay.nudge();
    return result;
  }
}

async function insert(manager: EntityManager, id: string, request: RideRequest): Promise<Ride> {
  const { riderId, rider, pickup, dropoff, stops, fare, notes } = request;
  const ride = manager.create(Ride, {
    id,
    riderId,
    driverId: null,
    riderName: rider.name,
    riderPhone: rider.phone,
    pickupLat: pickup.lat,
    pickupLng: pickup.lng,
    pickupAddress: pickup.address,
    dropoffLat: dropoff.lat,
    dropoffLng: dropoff.lng,
    dropoffAddress: dropoff.address,
    stops,
    fareAmountMinor: fare.amountMinor,
    fareCurrency: fare.currency,
    notes,
  });
  // TypeORM copies the database's defaults back into `ride`: status, version and times.
  await manager.insert(Ride, ride);
  return ride;
}
