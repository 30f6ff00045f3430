import { Injectable } from '@nestjs/common';
import { enqueue, OutboxRelay } from '@ride-hailing/outbox';
import { callerName, Database, type Identity } from '@ride-hailing/service-kit';
import { type EntityManager } from 'typeorm';
import { uuidv7 } from 'uuidv7';
import { Idempotency } from './idempotency.service';
import { type IfMatch, matches } from './if-match';
import { checkAsksFor, checkChanges } from './ride-access';
import { rideChanged } from './ride-changed.event';
import { changeRide, isHeld, lockRide } from './change-ride';
import { type PublicCommand } from './transition';
import { type RideRequest } from './ride-request.dto';
import { Ride } from './ride.entity';
import { rideIsHeld, rideNotFound, versionDiffers } from './rides.errors';

/** What clients do with rides. Each change and its event are one transaction. */
@Injectable()
export class RideCommands {
  constructor(
    private readonly database: Database,
    private readonly relay: OutboxRelay,
    private readonly idempotency: Idempotency,
  ) {}

  /** @returns the ride, and whether it was made now; with a known key it is the ride made then, as it is now */
  async request(
    caller: Identity,
    request: RideRequest,
    key?: string,
  ): Promise<{ ride: Ride; isNew: boolean }> {
    checkAsksFor(caller, request.riderId);
    return this.transaction(async (manager) => {
      const id = uuidv7();
      const claimed = { caller: callerName(caller), request, rideId: id };
      const earlierId = key && (await this.idempotency.claim(manager, { ...claimed, key }));
      if (earlierId) return { ride: await manager.findOneByOrFail(Ride, { id: earlierId }), isNew: false };
      const ride = await insert(manager, id, request);
      await enqueue(manager, rideChanged(ride));
      return { ride, isNew: true };
    });
  }

  /** @throws ConflictProblem when the ride is held, or its state does not allow the command */
  async change(caller: Identity, id: string, command: PublicCommand, ifMatch: IfMatch): Promise<Ride> {
    return this.transaction(async (manager) => {
      const ride = await lockRide(manager, id);
      if (!ride) throw rideNotFound(id);
      checkChanges(caller, ride);
      if (!matches(ifMatch, ride.version)) throw versionDiffers(ride.version);
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
  // Status, version and times come from the database's defaults, back into `ride`.
  await manager.insert(Ride, ride);
  return ride;
}
