/** This many parts of full size must succeed in a row before a larger one is tried. */
const STREAK = 10;

/** The most messages of one call: halved when a batch takes too long, doubled after a run of successes. */
export class BatchSize {
  private limit: number;
  private streak = 0;

  constructor(private readonly most: number) {
    this.limit = most;
  }

  get now(): number {
    return this.limit;
  }

  tooSlow(size: number): void {
    this.limit = Math.max(1, size >> 1);
    this.streak = 0;
  }

  applied(size: number): void {
    if (this.limit === this.most || size < this.limit) return;
    this.streak += 1;
    if (this.streak < STREAK) return;
    this.limit = Math.min(this.most, this.limit * 2);
    this.streak = 0;
  }
}
