import type { Metrics } from '@ride-hailing/service-kit';
import type { SharedStore } from './caching-choice';

/** Counts the outcome of each read and write. Failures show only here, since callers treat them as misses. */
export class CountedStore implements SharedStore {
  private readonly outcomes;

  constructor(
    private readonly store: SharedStore,
    metrics: Metrics,
  ) {
    this.outcomes = metrics.counter({
      name: 'ride_details_shared_store_total',
      help:
        'Readings of the store that all instances share (hit, miss) and writings to it (written; outrun by another ' +
        'instance), or how they failed (timeout, error)',
      labelNames: ['operation', 'outcome'],
    });
  }

  get(key: string, timeoutMs: number): ReturnType<SharedStore['get']> {
    const reading = this.store.get(key, timeoutMs);
    return this.counted('read', reading, timeoutMs, (value) => (value ? 'hit' : 'miss'));
  }

  put(key: string, data: Uint8Array, revision: number, timeoutMs: number): Promise<boolean> {
    const writing = this.store.put(key, data, revision, timeoutMs);
    return this.counted('write', writing, timeoutMs, (done) => (done ? 'written' : 'outrun'));
  }

  private async counted<T>(
    operation: 'read' | 'write',
    work: Promise<T>,
    timeoutMs: number,
    outcomeOf: (value: T) => string,
  ): Promise<T> {
    const startedAt = performance.now();
    try {
      const value = await work;
      this.outcomes.inc({ operation, outcome: outcomeOf(value) });
      return value;
    } catch (error) {
      // Timers may fire slightly early.
      const isLate = performance.now() - startedAt >= timeoutMs - 1;
      this.outcomes.inc({ operation, outcome: isLate ? 'timeout' : 'error' });
      throw error;
    }
  }
}
