import type { SharedStore, StoredValue } from '@ride-hailing/shared-store';
import type { CurrentRide, CurrentRidesQuery } from '../ride-details/current-rides.query';
import { inParallel } from './in-parallel';
import type { Published } from './publication-parts';
import { currentRideDocument } from './ride-document';
import { writeDecision } from './write-decision';

const MOST_AT_ONCE = 32;
const MOST_ROUNDS = 10;
const STORE_TIMEOUT_MS = 2_000;

export type Store = Pick<SharedStore, 'get' | 'put'>;

type Outcome = 'written' | 'unchanged' | 'superseded' | 'conflict';

/** Other publishers wrote the same values in every round. Nothing is lost, since the batch is retried. */
class ContendedError extends Error {
  override readonly name = 'ContendedError';
  constructor(drivers: number) {
    super(`the current rides of ${drivers} drivers were written by others ${MOST_ROUNDS} times in a row`);
  }
}

/**
 * Writes the current rides of drivers to a shared store, one value for each driver.
 *
 * The order of steps prevents a step back: first read the revision of the stored value, then the row, then replace that
 * revision only (compare and set). So each value was read from the owner's database after the value that it replaces was
 * written, and neither a second publisher nor a repeated batch can bring back an older state.
 */
export class CurrentRideWriter {
  constructor(
    private readonly store: Store,
    private readonly rides: Pick<CurrentRidesQuery, 'of'>,
  ) {}

  /**
   * Reads the rows of all drivers in one statement a round; drivers in conflict with another publisher get further rounds.
   * @throws SharedStoreUnavailableError, ContendedError when not all values are written; some may be
   */
  async write(driverIds: readonly string[]): Promise<Published> {
    const counts = { written: 0, unchanged: 0, superseded: 0, conflict: 0 };
    let remaining = [...new Set(driverIds)];
    for (let round = 1; remaining.length > 0; round += 1) {
      if (round > MOST_ROUNDS) throw new ContendedError(remaining.length);
      const outcomes = await this.round(remaining);
      for (const outcome of outcomes) counts[outcome] += 1;
      remaining = remaining.filter((_, at) => outcomes[at] === 'conflict');
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
    const decision = writeDecision(stored?.data, document);
    if (decision !== 'write') return decision;
    const data = Buffer.from(JSON.stringify(document));
    const isWritten = await this.store.put(document.driverId, data, stored?.revision, STORE_TIMEOUT_MS);
    return isWritten ? 'written' : 'conflict';
  }
}
