import { nowMs } from '@ride-hailing/testing';

/** From the first update that was taken to the last that was committed, ms since 1970. */
export interface Handled {
  readonly startedAt: number;
  readonly endedAt: number;
  readonly failed: number;
}

/** Counts a side's updates, each from its beginning to its commit. */
export class HandledCount {
  private count = { startedAt: 0, done: 0, failed: 0, expected: 0 };
  private whenDone: (handled: Handled) => void = () => undefined;

  /** Resolves when so many have ended, well or badly. */
  expect(expected: number): Promise<Handled> {
    this.count = { startedAt: 0, done: 0, failed: 0, expected };
    return new Promise((resolve) => (this.whenDone = resolve));
  }

  async during(work: () => Promise<unknown>): Promise<void> {
    const { count } = this;
    count.startedAt ||= nowMs();
    try {
      await work();
    } catch (error) {
      count.failed += 1;
      throw error;
    } finally {
      count.done += 1;
      if (count.done === count.expected) this.whenDone({ ...count, endedAt: nowMs() });
    }
  }
}
