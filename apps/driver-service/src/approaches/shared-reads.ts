import { type CurrentRideDocument, parseCurrentRideDocument } from '@ride-hailing/contracts';
import type { Metrics } from '@ride-hailing/service-kit';
import type { SharedCache } from '@ride-hailing/shared-store';
import { age, type CurrentRideAnswer } from '../current-ride/current-ride.dto';
import { toWholeAnswer, wholeRideOfDocument } from './whole-ride';

/** The result of reading one driver's document from a shared store. */
type SharedRead =
  | { readonly outcome: 'hit'; readonly document: CurrentRideDocument; readonly tookMs: number }
  | { readonly outcome: 'miss' | 'timeout' | 'error' | 'damaged' };

/** Reads the documents that the owner has put into a shared cache or object store, and counts the outcomes. */
export class SharedReads {
  private readonly reads;

  constructor(
    private readonly store: Pick<SharedCache, 'get'>,
    private readonly options: { readonly name: 'cache' | 'files'; readonly timeoutMs: number },
    metrics: Metrics,
  ) {
    this.reads = metrics.counter({
      name: 'shared_store_reads_total',
      help:
        'Readings of what Ride Service shares (cache or files): hit, miss, or how they failed (timeout, error, ' +
        'damaged: no document of that driver)',
      labelNames: ['store', 'outcome'],
    });
  }

  /** Never rejects: a failing store is an outcome. */
  async of(driverId: string): Promise<SharedRead> {
    const read = await this.read(driverId);
    this.reads.inc({ store: this.options.name, outcome: read.outcome });
    return read;
  }

  private async read(driverId: string): Promise<SharedRead> {
    const startedAt = performance.now();
    const tookMs = () => performance.now() - startedAt;
    try {
      const value = await this.store.get(driverId, this.options.timeoutMs);
      if (!value) return { outcome: 'miss' };
      const parsed = parseCurrentRideDocument(value.data);
      if (!parsed.ok || parsed.value.driverId !== driverId) return { outcome: 'damaged' };
      return { outcome: 'hit', document: parsed.value, tookMs: tookMs() };
    } catch {
      // Timers may fire slightly early.
      return { outcome: tookMs() >= this.options.timeoutMs - 1 ? 'timeout' : 'error' };
    }
  }
}

/** Builds the answer from the driver's document. */
export function toSharedAnswer(
  approach: 'shared-cache' | 'shared-files',
  { document, tookMs }: { readonly document: CurrentRideDocument; readonly tookMs: number },
  wanted: { readonly details: boolean },
): CurrentRideAnswer {
  const ride = document.ride && wholeRideOfDocument(document.ride);
  // Compares the clocks of two services, so this age is for people: no decision depends on it.
  const ageMs = age(Date.now() - Date.parse(document.publishedAt));
  return toWholeAnswer(document.driverId, { approach, from: approach, ride, ageMs, tookMs }, wanted);
}
