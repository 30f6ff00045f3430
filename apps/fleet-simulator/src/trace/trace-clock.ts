import type { DriverUpdate } from '@ride-hailing/contracts';

/** Less than a phone may be ahead of the broker's clock, more than a recording has updates of one driver. */
const AS_RECORDED = 300_000;

/**
 * Moves a recording into the present: the first update is said at `startMs`, the others after the recorded
 * pauses divided by `speed`. Each driver's sequence is shifted to begin at `startMs`, like a phone that has just
 * been switched on, so a recording can be replayed again and again and is newer each time; duplicates and
 * disorder of the recording stay as they were.
 *
 * Phones that count milliseconds instead of updates would, replayed faster, soon be ahead of the clock, which is
 * refused: what they count beyond `AS_RECORDED` is divided by `speed` as well.
 */
export class TraceClock {
  private firstRecordedAt: number | undefined;
  private readonly firsts = new Map<string, number>();

  constructor(
    private readonly startMs: number,
    private readonly speed: number,
  ) {}

  /** When `recorded` is due, ms since 1970, and what is to be said then. Late updates are due in the past. */
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

  /** Grows with `counted`, and for counts up to `AS_RECORDED` by just as much. */
  private slowed(counted: number): number {
    const beyond = counted - AS_RECORDED;
    return beyond <= 0 || this.speed <= 1 ? counted : AS_RECORDED + Math.floor(beyond / this.speed);
  }
}
