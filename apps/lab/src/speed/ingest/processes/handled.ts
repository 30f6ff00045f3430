import { nowMs } from '../../../measuring/clock';

/** From the first update that was taken to the last that was committed, ms since 1970. */
export interface Handled {
  readonly startedAt: number;
  readonly endedAt: number;
  readonly failed: number;
}

/** Counts a side's updates, each from its beginning to its commit. */
export class HandledCount {
  private startedAt = 0;
  private done = 0;
  private failed = 0;
  private expected = 0;
  private whenDone: (handled: Handled) => void = () => undefined;

  /** Resolves when so many have ended, well or badly. */
  expect(updates: number): Promise<Handled> {
    Object.assign(this, { startedAt: 0, done: 0, failed: 0, expected: updates });
    return new Promise((resolve) => (this.whenDone = resolve));
  }

  async during(work: () => Promise<unknown>): Promise<void> {
    if (this.startedAt === 0) this.startedAt = nowMs();
    try {
      await work();
    } catch (error) {
      this.failed += 1;
      throw error;
    } finally {
      this.done += 1;
      const { startedAt, failed } = this;
      if (this.done === this.expected) this.whenDone({ startedAt, endedAt: nowMs(), failed });
    }
  }
}
