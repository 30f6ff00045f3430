import type { StoredValue } from '@ride-hailing/shared-store';
import type { Store } from '../src/publications/current-ride-writer';
import { currentRideDocument } from '../src/publications/ride-document';
import { writeDecision } from '../src/publications/write-decision';
import type { CurrentRide, CurrentRidesQuery } from '../src/ride-details/current-rides.query';

type Rides = Pick<CurrentRidesQuery, 'of'>;

const TIMEOUT_MS = 2_000;

/** Compares versions within a ride, as the real writer does; that check alone is not enough. */
async function put(store: Store, current: CurrentRide, stored: StoredValue | undefined): Promise<boolean> {
  const document = currentRideDocument(current, new Date());
  if (writeDecision(stored?.data, document) !== 'write') return true;
  const data = Buffer.from(JSON.stringify(document));
  return store.put(document.driverId, data, stored?.revision, TIMEOUT_MS);
}

/** Writes by compare and set, but reads the row before the revision. */
export class ReadsRowsFirst {
  constructor(
    private readonly store: Store,
    private readonly rides: Rides,
  ) {}

  async write(driverIds: readonly string[]): Promise<void> {
    for (const current of await this.rides.of(driverIds)) {
      const stored = await this.store.get(current.driverId, TIMEOUT_MS);
      if (!(await put(this.store, current, stored))) await this.write([current.driverId]);
    }
  }
}

/** Reads in the right order, but after a conflict writes the same row over the newer value. */
export class PutsAnyway {
  constructor(
    private readonly store: Store,
    private readonly rides: Rides,
  ) {}

  async write(driverIds: readonly string[]): Promise<void> {
    const stored = await Promise.all(driverIds.map((id) => this.store.get(id, TIMEOUT_MS)));
    for (const [at, current] of (await this.rides.of(driverIds)).entries()) {
      let there = stored[at];
      while (!(await put(this.store, current, there))) {
        there = await this.store.get(current.driverId, TIMEOUT_MS);
      }
    }
  }
}
