import { TooManyRequestsProblem, UnavailableProblem } from '@ride-hailing/service-kit';
import { Bulkhead } from '@ride-hailing/timing';

const SECOND_MS = 1_000;
const NEVER = new AbortController().signal;

/** Bounds the comparisons of one instance: a comparison calls the owner several times, so few may need it at once. */
export class ComparisonLimits {
  private readonly places: Bulkhead;
  /** When the last comparisons began, oldest first, at most `perSecond`. */
  private readonly begun: number[] = [];

  constructor(
    private readonly options: { readonly atOnce: number; readonly perSecond: number },
    private readonly now: () => number = () => performance.now(),
  ) {
    this.places = new Bulkhead({ maxConcurrent: options.atOnce, maxQueued: 0 });
  }

  /**
   * Begins at once or not at all. The place is taken until `work` has ended.
   * @throws UnavailableProblem while as many as allowed are under way
   * @throws TooManyRequestsProblem when as many as allowed have begun within a second
   */
  run<T>(work: () => Promise<T>): Promise<T> {
    const full = () =>
      new UnavailableProblem(
        `At most ${this.options.atOnce} comparisons may be under way at once, and as many are.`,
      );
    const begin = () => {
      this.count();
      return work();
    };
    const wait = { waitMs: 0, signal: NEVER, onFull: full, onLate: full, onCancelled: full };
    return this.places.run(async () => begin(), wait);
  }

  private count(): void {
    const { perSecond } = this.options;
    const now = this.now();
    const [oldest = now] = this.begun;
    if (this.begun.length === perSecond && now - oldest < SECOND_MS) {
      throw new TooManyRequestsProblem(`At most ${perSecond} comparisons may begin within a second.`, 1);
    }
    if (this.begun.length === perSecond) this.begun.shift();
    this.begun.push(now);
  }
}
