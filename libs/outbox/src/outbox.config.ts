import type { Pool } from 'pg';

/** Where the outbox is, and the few numbers that a service may want to change. */
export interface OutboxOptions {
  /** The owner's database. The relay opens one connection of its own to it, past any transaction pooler. */
  readonly databaseUrl: string;
  /** For the clean-up. */
  readonly pool: () => Pool;
  /** Resolves when the table exists: after the migrations. */
  readonly whenReady: () => Promise<unknown>;
  /** False for an instance that only enqueues; true if not given. */
  readonly relay?: boolean;
  readonly tuning?: Partial<OutboxTuning>;
}

export interface OutboxTuning {
  /** The most events between their reading and their mark, those that are tried again included. */
  readonly maxInFlight: number;
  /** Time for one try to publish. A failed try is repeated for ever, so any outage of the broker is bridged. */
  readonly publishTimeoutMs: number;
  /** How often to look without a nudge: for commits of other instances, and for tries that wait. */
  readonly pollIntervalMs: number;
  /** How often an instance that stands by tries to become the relay. */
  readonly lockIntervalMs: number;
  /**
   * A relay of which the database hears nothing for so long loses the lock, also while its connection stands: it may be
   * frozen.
   */
  readonly lockLeaseMs: number;
  readonly backlogIntervalMs: number;
  /** The pause after a failed try, doubled with each, up to the most. */
  readonly firstRetryMs: number;
  readonly mostRetryMs: number;
  /** How long published rows are kept, so that a lost stream can be published again. */
  readonly retentionMs: number;
  readonly cleanIntervalMs: number;
  readonly cleanBatchSize: number;
}

const MINUTE = 60_000;

export const DEFAULT_TUNING: OutboxTuning = {
  maxInFlight: 1_000,
  publishTimeoutMs: 5_000,
  pollIntervalMs: 100,
  lockIntervalMs: 500,
  lockLeaseMs: 10_000,
  backlogIntervalMs: 5_000,
  firstRetryMs: 100,
  mostRetryMs: 2_000,
  retentionMs: 7 * 24 * 60 * MINUTE,
  cleanIntervalMs: 10 * MINUTE,
  cleanBatchSize: 1_000,
};
