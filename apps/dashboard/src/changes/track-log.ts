import type { Mark, Track } from '../page-api';

/** What one place has said of a ride's version over time. */
export class TrackLog {
  /** When it said each version first, by the monotonic clock. */
  private readonly marks = new Map<number, number>();
  private reason: string | null = 'not seen yet';
  private isOff = false;

  constructor(readonly name: string) {}

  /** The earliest time counts: some are known more exactly later. */
  says(version: number, at: number): void {
    this.reason = null;
    this.marks.set(version, Math.min(at, this.marks.get(version) ?? at));
  }

  /** It answers, and has nothing to say of this ride. */
  saysNothing(): void {
    this.reason = null;
  }

  /** @param isOff whether that stays so, since it is an approach or a caching choice that is off */
  cannotBeSeen(reason: string, isOff = false): void {
    this.reason = reason;
    this.isOff = isOff;
  }

  /** Whether there is nothing more to wait for until it has this version. */
  isDone(version: number): boolean {
    return this.isOff || this.since(version) !== undefined;
  }

  /** When it had this version or a newer one; undefined while it has not. */
  since(version: number): number | undefined {
    const times = [...this.marks].flatMap(([one, at]) => (one >= version ? [at] : []));
    return times.length > 0 ? Math.min(...times) : undefined;
  }

  /** Times relative to `askedAt`, the delay to when the owner had the version. */
  view(askedAt: number, version: number, ownerSince: number | undefined): Track {
    const since = this.since(version);
    const isKnown = since !== undefined && ownerSince !== undefined;
    return {
      name: this.name,
      marks: [...this.marks].map(([one, at]): Mark => ({ atMs: tenths(at - askedAt), version: one })),
      delayMs: isKnown ? tenths(Math.max(0, since - ownerSince)) : null,
      reason: this.reason,
    };
  }
}

const tenths = (ms: number): number => Math.round(ms * 10) / 10;
