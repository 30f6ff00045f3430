import { jittered, Periodic } from '@ride-hailing/timing';
import type { Pool } from 'pg';
import { OutboxEvents } from './outbox-events';
import { OutboxTuning } from './outbox-tuning';

const STOP_MS = 3_500;

/** Instances that clean at the same time skip each other's rows. */
const CLEAN = `
  DELETE FROM outbox WHERE id IN (
    SELECT id FROM outbox
    WHERE published_at IS NOT NULL AND published_at < clock_timestamp() - $1 * interval '1 millisecond'
    ORDER BY published_at LIMIT $2 FOR UPDATE SKIP LOCKED)`;

/** Deletes published rows after their retention, in small batches, so that no statement and no lock lasts long. */
export class OutboxCleaner {
  private readonly cleaning: Periodic;

  constructor(
    private readonly pool: () => Pool,
    private readonly events: OutboxEvents,
    private readonly tuning: OutboxTuning,
  ) {
    this.cleaning = new Periodic(() => this.clean(), {
      everyMs: () => jittered(tuning.cleanIntervalMs),
      onError: (error) => this.events.emit('cleaning-failed', { error }),
    });
  }

  start(): void {
    this.cleaning.start();
  }

  /** Returns within 4 s: a statement that hangs is left to end by itself. */
  async stop(): Promise<void> {
    await this.cleaning.close(STOP_MS);
  }

  /** @returns the number of deleted rows */
  async clean(): Promise<number> {
    const { retentionMs, cleanBatchSize } = this.tuning;
    let total = 0;
    for (;;) {
      const { rowCount } = await this.pool().query(CLEAN, [retentionMs, cleanBatchSize]);
      total += rowCount ?? 0;
      if ((rowCount ?? 0) < cleanBatchSize || this.cleaning.isClosed) break;
    }
    if (total > 0) this.events.emit('cleaned', { count: total });
    return total;
  }
}
