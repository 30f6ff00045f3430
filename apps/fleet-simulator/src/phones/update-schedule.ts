import type { Random } from '../seeded-random';

/**
 * Says which of `count` phones send when: each once every `intervalMs`, in a shuffled order spread over the whole
 * interval, so that there is no burst. Rounds missed in a stall are skipped.
 */
export class UpdateSchedule {
  private readonly phases: Float64Array;
  private readonly order: Uint32Array;
  private next = 0;

  constructor(
    private readonly count: number,
    private readonly intervalMs: number,
    random: Random,
    private readonly startMs: number,
  ) {
    this.order = Uint32Array.from({ length: count }, (_, index) => index);
    for (let last = count - 1; last > 0; last -= 1) {
      const other = Math.floor(random() * (last + 1));
      [this.order[last], this.order[other]] = [this.order[other] as number, this.order[last] as number];
    }
    this.phases = Float64Array.from(this.order, (_, slot) => ((slot + random()) / count) * intervalMs);
  }

  /** The phones that are due, each at most once. */
  due(nowMs: number): number[] {
    const elapsed = nowMs - this.startMs;
    const behindMs = elapsed - this.timeOf(this.next);
    if (behindMs > this.intervalMs) this.next += Math.floor(behindMs / this.intervalMs) * this.count;
    const phones: number[] = [];
    while (phones.length < this.count && this.timeOf(this.next) <= elapsed) {
      phones.push(this.order[this.next % this.count] as number);
      this.next += 1;
    }
    return phones;
  }

  private timeOf(slot: number): number {
    return Math.floor(slot / this.count) * this.intervalMs + (this.phases[slot % this.count] as number);
  }
}
