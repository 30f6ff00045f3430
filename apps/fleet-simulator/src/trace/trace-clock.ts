import type { DriverUpdate } from '@ride-hailing/contracts';

/**
 * Moves a recording into the present: the first update is said at `startMs`, the others after the recorded
 * pauses divided by `speed`. Each driver's sequence is shifted to begin at `startMs`, like a phone that has just
 * been switched on, so a recording can be replayed again and again and is newer each time; duplicates and
 * disorder of the recording stay as they were.
 */
export class TraceClock {
  private firstRecordedAt: number | undefined;
  private readonly shifts = new Map<string, number>();

  constructor(
    private readonly startMs: number,
    private readonly speed: number,
  ) {}

  /** When `recorded` is due, ms since 1970, and what is to be said then. Late updates are due in the past. */
  replay(recorded: DriverUpdate): { dueMs: number; update: DriverUpdate } {
    this.firstRecordedAt ??= recorded.recordedAt;
    const dueMs = this.startMs + (recorded.recordedAt - this.firstRecordedAt) / this.speed;
    const shift = this.shifts.get(recorded.driverId) ?? this.startMs - recorded.sequence;
    this.shifts.set(recorded.driverId, shift);
    return {
      dueMs,
      update: { ...recorded, sequence: recorded.sequence + shift, recordedAt: Math.round(dueMs) },
    };
  }
}
