import { Injectable } from '@nestjs/common';
import { enqueue, OutboxRelay } from '@ride-hailing/outbox';
import { Database, type Identity } from '@ride-hailing/service-kit';
import { type EntityManager, QueryFailedError } from 'typeorm';
import { uuidv7 } from 'uuidv7';
import { Idempotency } from './idempotency.service';
import { type IfMatch, matches } from './if-match';
import { checkAsksFor, checkChanges } from './ride-access';
import { rideChanged } from './ride-changed.event';
import { type RideCommand, type RideState, transition } from './ride-command';
import { type RideRequest } from './ride-request.dto';
import { Ride } from './ride.entity';
import { driverIsBusy, illegalTransition, rideNotFound, versionDiffers } from './rides.errors';

const ONE_ACTIVE_PER_DRIVER = 'rides_one_active_per_driver';

/** Everything that changes a ride. Each change and its event are one transaction. */
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
      const earlierId = key && (await this.idempotency.claim(manager, { key, request, rideId: id }));
      if (earlierId) return { ride: await manager.findOneByOrFail(Ride, { id: earlierId }), isNew: false };
      const ride = await insert(manager, id, request);
      await enqueue(manager, rideChanged(ride));
      return { ride, isNew: true };
    });
  }

  /** The row lock comes first and the event last, so that events are committed in the order of versions. */
  async change(caller: Identity, id: string, command: RideCommand, ifMatch: IfMatch): Promise<Ride> {
    return this.transaction(async (manager) => {
      const ride = await manager.findOne(Ride, { where: { id }, lock: { mode: 'pessimistic_write' } });
      if (!ride) throw rideNotFound(id);
      checkChanges(caller, ride);
      if (!matches(ifMatch, ride.version)) throw versionDiffers(ride.version);
      const next = transition(ride, command);
      if (!next.allowed) throw illegalTransition(next.reason);
      const changed = await update(manager, ride, next.state);
      await enqueue(manager, rideChanged(changed));
      return changed;
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

async function update(manager: EntityManager, ride: Ride, { status, driverId }: RideState): Promise<Ride> {
  try {
    const result = await manager
      .createQueryBuilder()
      .update(Ride)
      // The statement's own clock: the transaction may have waited long for the lock.
      .set({ status, driverId, version: () => 'version + 1', changedAt: () => 'clock_timestamp()' })
      .where({ id: ride.id })
      .returning(['version', 'changedAt'])
      .execute();
    const [issued] = result.raw as { version: number; changed_at: Date }[];
    if (!issued) throw rideNotFound(ride.id);
    return { ...ride, status, driverId, version: issued.version, changedAt: issued.changed_at };
  } catch (error) {
    if (isViolationOf(ONE_ACTIVE_PER_DRIVER, error)) throw driverIsBusy(driverId, error);
    throw error;
  }
}

const isViolationOf = (constraint: string, error: unknown): boolean =>
  error instanceof QueryFailedError && Reflect.get(error.driverError, 'constraint') === constraint;
