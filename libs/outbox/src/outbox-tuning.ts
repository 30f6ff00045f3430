/** The numbers of the relay and the cleaner. Services use {@link DEFAULT_TUNING}; tests change a few. */
export interface OutboxTuning {
  /** The most events between their read and their mark, events that are retried included. */
  readonly maxInFlight: number;
  /** Time limit of one attempt to publish. A failed attempt is retried for ever, so any outage of the broker is bridged. */
  readonly publishTimeoutMs: number;
  /** Time between reads without a nudge: they find what other instances committed. */
  readonly pollIntervalMs: number;
  /**
   * How long the relay rests at most after it has found several events at once; it rests as long as the read took. Under
   * load it then reads many together, and a statement costs as much for one. Events that come one by one are not delayed.
   */
  readonly gatherMs: number;
  /**
   * How long an acknowledged event waits for its mark at most, unless something waits for the mark. So many share a
   * commit, for which the next read would have to wait.
   */
  readonly markWithinMs: number;
  /** Time between the attempts of a standby instance to become the relay. */
  readonly lockIntervalMs: number;
  /**
   * A relay that the database has not heard from for this long loses the lock, even if its connection is open: its
   * process may be frozen.
   */
  readonly lockLeaseMs: number;
  readonly backlogIntervalMs: number;
  /** Pause after the first failed attempt; it doubles with each further one, up to `mostRetryMs`. */
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
  gatherMs: 8,
  markWithinMs: 25,
  lockIntervalMs: 500,
  lockLeaseMs: 10_000,
  backlogIntervalMs: 5_000,
  firstRetryMs: 100,
  mostRetryMs: 2_000,
  retentionMs: 7 * 24 * 60 * MINUTE,
  cleanIntervalMs: 10 * MINUTE,
  cleanBatchSize: 1_000,
};
