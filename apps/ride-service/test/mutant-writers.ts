import type { SharedCache, StoredValue } from '@ride-hailing/shared-store';
import type { CurrentRide, CurrentRidesQuery } from '../src/current-rides/current-rides.query';
import { currentRideDocument } from '../src/publications/ride-document';
import { whatToDo } from '../src/publications/what-to-do';

type Store = Pick<SharedCache, 'get' | 'put'>;
type Rides = Pick<CurrentRidesQuery, 'of'>;

const TIMEOUT_MS = 2_000;

/** Both compare versions within a ride as the real one does: that alone is not enough. */
async function put(store: Store, current: CurrentRide, stored: StoredValue | undefined): Promise<boolean> {
  const document = currentRideDocument(current, new Date());
  if (whatToDo(stored?.data, document) !== 'write') return true;
  const data = Buffer.from(JSON.stringify(document));
  return store.put(document.driverId, data, stored?.revision, TIMEOUT_MS);
}

/** Compares and sets, but with a row from before the revision. */
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

/** Reads in the right order, but on a conflict puts the same row over whatever is there by now. */
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
