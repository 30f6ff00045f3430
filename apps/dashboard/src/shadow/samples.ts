const MOST = 1_000;

/** The newest 1,000 values of something. */
export class Samples {
  private readonly values: number[] = [];
  private next = 0;

  add(value: number): void {
    this.values[this.next] = value;
    this.next = (this.next + 1) % MOST;
  }

  /** Null without a value. @param share from 0 to 1 */
  percentile(share: number): number | null {
    const sorted = [...this.values].sort((one, other) => one - other);
    return sorted[Math.ceil(share * sorted.length) - 1] ?? null;
  }
}
