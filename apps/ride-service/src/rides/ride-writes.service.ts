import { Injectable } from '@nestjs/common';
import { enqueued } from '@ride-hailing/outbox';
import { Database } from '@ride-hailing/service-kit';
import { TurnBatches } from '@ride-hailing/timing';
import { changeRides, insertRides, type WantedChange, type WantedRide } from './ride-statements';
import { rideChangedBy } from './ride-changed.event';
import type { Ride } from './ride.entity';

/** The most rides of one statement and commit. */
const MOST_RIDES = 100;

/**
 * SQLSTATEs of errors that a single row can cause: invalid data, violated constraints, deadlocks. After each of them Postgres
 * has rolled the whole statement back.
 */
const ONE_ROWS_FAULT = /^(22|23|40P01)/;

const asksAgain = (error: unknown) => ONE_ROWS_FAULT.test((error as { code?: string }).code ?? '');

const batching = { sizeOf: () => 1, mostAtOnce: MOST_RIDES, asksAgain };

/** Commands of one event-loop turn share a statement and its commit. Each is answered after that. */
@Injectable()
export class RideWrites {
  private readonly requests = new TurnBatches<WantedRide, Ride | undefined>({
    ...batching,
    answer: (wanted) => insertRides(this.database.pool, wanted),
  });
  private readonly changes = new TurnBatches<WantedChange, Ride | undefined>({
    ...batching,
    answer: (wanted) => changeRides(this.database.pool, wanted),
  });

  constructor(private readonly database: Database) {}

  /** @returns undefined when the key belongs to another ride already: then nothing was written */
  insert(wanted: Omit<WantedRide, 'event'>): Promise<Ride | undefined> {
    const event = rideChangedBy({ id: wanted.ride.id, status: 'REQUESTED' });
    return enqueued(event, (traced) => this.requests.ask({ ...wanted, event: traced }));
  }

  /** @returns undefined when the ride is not as it must be, or something else is changing it: then nothing was written */
  change(wanted: Omit<WantedChange, 'event'>): Promise<Ride | undefined> {
    return enqueued(rideChangedBy(wanted), (traced) => this.changes.ask({ ...wanted, event: traced }));
  }
}
