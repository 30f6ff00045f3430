import { Injectable, Logger } from '@nestjs/common';
import { TERMINAL_RIDE_STATUSES } from '@ride-hailing/contracts';
import { enqueue, OutboxRelay, overwriteEvents } from '@ride-hailing/outbox';
import { callerName, ConflictProblem, Database, type Identity } from '@ride-hailing/service-kit';
import { type EntityManager, In, IsNull, Not } from 'typeorm';
import { uuidv7 } from 'uuidv7';
import { rideChanged } from '../rides/ride-changed.event';
import { Ride } from '../rides/ride.entity';
import { Erasure, type ErasedRide } from './erasure.entity';

const MOST_RIDES = 500;
const MOST_UNFINISHED = 20;

const NOWHERE = { lat: 0, lng: 0 };

/** What an erased ride holds of its rider. Its status, its driver and its fare stay. */
const ERASED = {
  riderName: 'erased',
  riderPhone: '000',
  pickupLat: NOWHERE.lat,
  pickupLng: NOWHERE.lng,
  pickupAddress: 'erased',
  dropoffLat: NOWHERE.lat,
  dropoffLng: NOWHERE.lng,
  dropoffAddress: 'erased',
  stops: [],
  notes: '',
};

/** The state of all erasures whose copies may still hold data. */
export interface Unfinished {
  /** How many rides of this rider were erased now. */
  readonly erased: number;
  /** There may be more rides or erasures: call again when these are finished. */
  readonly hasMore: boolean;
  /** Milliseconds since the oldest of them was committed, by the database's clock. */
  readonly oldestMs: number;
  readonly erasures: readonly { readonly id: string; readonly rides: readonly ErasedRide[] }[];
}

/** Takes a rider's data out of the rides that have ended. */
@Injectable()
export class Erasures {
  private readonly logger = new Logger(Erasures.name);

  constructor(
    private readonly database: Database,
    private readonly relay: OutboxRelay,
  ) {}

  /**
   * Erases the rides of the rider, at most 500 a call. Each gets its next version, whose event makes the copies follow.
   * In the same transaction it clears the outbox and the idempotency keys of these rides.
   *
   * @returns everything that is unfinished, also of other riders, since nothing says any more whose the rides were
   * @throws ConflictProblem while a ride of the rider has not ended: driver and rider need its data until then
   */
  async erase(caller: Identity, riderId: string): Promise<Unfinished> {
    const { dataSource } = this.database;
    const found = await dataSource.transaction(async (manager) => {
      await refuseUnderWay(manager, riderId);
      const rides = await manager.find(Ride, {
        where: { riderId },
        order: { id: 'ASC' },
        take: MOST_RIDES,
        lock: { mode: 'pessimistic_write' },
      });
      if (rides.length > 0) await this.eraseRides(manager, callerName(caller), rides);
      return rides.length;
    });
    this.relay.nudge();
    const unfinished = await this.unfinished();
    const hasMore = found === MOST_RIDES || unfinished.erasures.length === MOST_UNFINISHED;
    return { erased: found, hasMore, ...unfinished };
  }

  /** Notes that no copy holds anything of these rides. @returns false when there is no such unfinished erasure */
  async finish(id: string): Promise<boolean> {
    const { affected } = await this.database.dataSource.manager.update(
      Erasure,
      { id, finishedAt: IsNull() },
      { unfinished: null, finishedAt: () => 'clock_timestamp()' },
    );
    return affected === 1;
  }

  private async eraseRides(manager: EntityManager, orderedBy: string, rides: readonly Ride[]): Promise<void> {
    const ids = rides.map(({ id }) => id);
    await overwriteEvents(manager, ids, { pickup: NOWHERE });
    await manager.query('DELETE FROM idempotency_keys WHERE ride_id = ANY($1)', [ids]);
    const result = await manager
      .createQueryBuilder()
      .update(Ride)
      .set({
        ...ERASED,
        // A name for each ride, so that nobody can put together which rides were those of one rider.
        riderId: () => "'erased-' || gen_random_uuid()",
        version: () => 'version + 1',
        changedAt: () => 'clock_timestamp()',
      })
      .where({ id: In(ids) })
      .returning(['id', 'version', 'changedAt'])
      .execute();
    const issued = new Map(
      (result.raw as { id: string; version: number; changed_at: Date }[]).map((row) => [row.id, row]),
    );
    const erased: ErasedRide[] = [];
    for (const ride of rides) {
      const { version = 0, changed_at: changedAt = ride.changedAt } = issued.get(ride.id) ?? {};
      await enqueue(manager, rideChanged({ ...ride, ...ERASED, version, changedAt }));
      erased.push({ rideId: ride.id, version, driverId: ride.driverId });
    }
    const id = uuidv7();
    await manager.insert(Erasure, { id, orderedBy, rideCount: erased.length, unfinished: erased });
    this.logger.log({ msg: "A rider's data were erased", erasure: id, orderedBy, rides: erased.length });
  }

  private async unfinished(): Promise<Pick<Unfinished, 'oldestMs' | 'erasures'>> {
    const { manager } = this.database.dataSource;
    const rows = await manager.find(Erasure, {
      where: { finishedAt: IsNull() },
      order: { erasedAt: 'ASC' },
      take: MOST_UNFINISHED,
    });
    const [clock] = await manager.query<{ now: Date }[]>('SELECT clock_timestamp() AS now');
    const [oldest] = rows;
    return {
      oldestMs: clock && oldest ? Math.max(0, clock.now.getTime() - oldest.erasedAt.getTime()) : 0,
      erasures: rows.map(({ id, unfinished }) => ({ id, rides: unfinished ?? [] })),
    };
  }
}

async function refuseUnderWay(manager: EntityManager, riderId: string): Promise<void> {
  const isUnderWay = { riderId, status: Not(In([...TERMINAL_RIDE_STATUSES])) };
  const ride = await manager.findOne(Ride, { where: isUnderWay, order: { id: 'ASC' } });
  if (!ride) return;
  const { id, status } = ride;
  throw new ConflictProblem(
    `The rider's ride ${id} is ${status}. A rider's data can be erased once all rides of the rider have ended.`,
  );
}
