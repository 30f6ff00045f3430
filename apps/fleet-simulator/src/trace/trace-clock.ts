import type { DriverUpdate } from '@ride-hailing/contracts';

/** Less than a phone's sequence may be ahead of the clock, more than the updates of one driver in a recording. */
const AS_RECORDED = 300_000;

/**
 * Moves a recording into the present: the first update is sent at `startMs`, the others after the recorded pauses
 * divided by `speed`. Each driver's sequence is shifted to begin at `startMs`, like that of a phone that was just
 * switched on, so that each replay is newer than the last. Duplicates and disorder of the recording stay.
 *
 * Sequences that count milliseconds instead of updates would soon be ahead of the clock in a faster replay, which
 * consumers refuse: what they count beyond `AS_RECORDED` is divided by `speed` as well.
 */
export class TraceClock {
  private firstRecordedAt: number | undefined;
  private readonly firsts = new Map<string, number>();

  constructor(
    private readonly startMs: number,
    private readonly speed: number,
  ) {}

  /** When `recorded` is due, ms since 1970, and the update to send then. Late updates are due in the past. */
  replay(recorded: DriverUpdate): { dueMs: number; update: DriverUpdate } {
    this.firstRecordedAt ??= recorded.recordedAt;
    const dueMs = this.startMs + (recorded.recordedAt - this.firstRecordedAt) / this.speed;
    const first = this.firsts.get(recorded.driverId) ?? recorded.sequence;
    this.firsts.set(recorded.driverId, first);
    return {
      dueMs,
      update: {
        ...recorded,
        sequence: this.startMs + this.slowed(recorded.sequence - first),
        recordedAt: Math.round(dueMs),
      },
    };
  }

  /** The identity for counts up to `AS_RECORDED`; slower beyond. */
  private slowed(counted: number): number {
    const beyond = counted - AS_RECORDED;
    return beyond <= 0 || this.speed <= 1 ? counted : AS_RECORDED + Math.floor(beyond / this.speed);
  }
}
