import type { SharedCache, StoredValue } from '@ride-hailing/shared-store';
import type { CurrentRide, CurrentRidesQuery } from '../current-rides/current-rides.query';
import { inParallel } from './in-parallel';
import { type Published } from './published';
import { currentRideDocument } from './ride-document';
import { whatToDo } from './what-to-do';

const MOST_AT_ONCE = 32;
const MOST_ROUNDS = 10;
const STORE_TIMEOUT_MS = 2_000;

/** What both kinds of shared store can do. */
type Store = Pick<SharedCache, 'get' | 'put'>;

type Outcome = 'written' | 'unchanged' | 'superseded' | 'conflict';

/** Others wrote the same values all the time; nothing is lost, since it is tried again. */
class ContendedError extends Error {
  override readonly name = 'ContendedError';
  constructor(drivers: number) {
    super(`the current rides of ${drivers} drivers were written by others ${MOST_ROUNDS} times in a row`);
  }
}

/**
 * Writes the current rides of drivers into a shared store, one value for each driver.
 *
 * The order is the guard: first the revision of the value that is there, then the row, then the write over that very
 * revision. So each value was read from the owner's database after the value that it replaces had been written, and
 * neither a second publisher nor a batch that is done again can bring back an older state.
 */
export class CurrentRideWriter {
  constructor(
    private readonly store: Store,
    private readonly rides: Pick<CurrentRidesQuery, 'of'>,
  ) {}

  /**
   * One statement for all drivers of a round; those in conflict with another publisher get further rounds.
   * @throws SharedStoreUnavailableError, ContendedError when not all are written; some may be
   */
  async write(driverIds: readonly string[]): Promise<Published> {
    const counts = { written: 0, unchanged: 0, superseded: 0, conflict: 0 };
    let left = [...new Set(driverIds)];
    for (let round = 1; left.length > 0; round += 1) {
      if (round > MOST_ROUNDS) throw new ContendedError(left.length);
      const outcomes = await this.round(left);
      for (const outcome of outcomes) counts[outcome] += 1;
      left = left.filter((_, at) => outcomes[at] === 'conflict');
    }
    const { written, unchanged, superseded, conflict: conflicts } = counts;
    return { written, unchanged, superseded, conflicts };
  }

  private async round(driverIds: readonly string[]): Promise<Outcome[]> {
    const stored = await inParallel(driverIds, MOST_AT_ONCE, (id) => this.store.get(id, STORE_TIMEOUT_MS));
    const current = await this.rides.of(driverIds);
    return inParallel(current, MOST_AT_ONCE, (ride, at) => this.put(ride, stored[at]));
  }

  private async put(current: CurrentRide, stored: StoredValue | undefined): Promise<Outcome> {
    const document = currentRideDocument(current, new Date());
    const decision = whatToDo(stored?.data, document);
    if (decision !== 'write') return decision;
    const data = Buffer.from(JSON.stringify(document));
    const isWritten = await this.store.put(document.driverId, data, stored?.revision, STORE_TIMEOUT_MS);
    return isWritten ? 'written' : 'conflict';
  }
}
