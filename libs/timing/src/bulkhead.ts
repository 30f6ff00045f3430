export interface BulkheadOptions {
  /** The most calls in flight at once. */
  maxConcurrent: number;
  /** The most calls that wait for a place; one more is refused. */
  maxQueued: number;
}

export interface BulkheadWait {
  waitMs: number;
  signal: AbortSignal;
  onFull: () => Error;
  onLate: () => Error;
  onCancelled: () => Error;
}

interface Waiting {
  enter: () => void;
  leave: (error: Error) => void;
}

/**
 * Bounds the calls in flight and the queue, which is first come, first served. A waiting call leaves the queue at its
 * deadline or signal (cockatiel's bulkhead keeps it there, and lets newcomers overtake).
 */
export class Bulkhead {
  private active = 0;
  private readonly queue = new Set<Waiting>();

  constructor(private readonly options: BulkheadOptions) {}

  /** @throws what `onFull`, `onLate`, `onCancelled` or `dismiss` made when `work` never began; otherwise what it throws. */
  async run<T>(work: () => Promise<T>, wait: BulkheadWait): Promise<T> {
    if (this.active < this.options.maxConcurrent) this.active += 1;
    else await this.waitForPlace(wait);
    try {
      return await work();
    } finally {
      this.passOn();
    }
  }

  /** Ends all waiting calls with the error. */
  dismiss(error: () => Error): void {
    for (const waiting of [...this.queue]) waiting.leave(error());
  }

  private waitForPlace({ waitMs, signal, onFull, onLate, onCancelled }: BulkheadWait): Promise<void> {
    if (this.queue.size >= this.options.maxQueued) return Promise.reject(onFull());
    return new Promise((resolve, reject) => {
      const cancel = () => waiting.leave(onCancelled());
      const stopWaiting = () => {
        clearTimeout(timer);
        signal.removeEventListener('abort', cancel);
        this.queue.delete(waiting);
      };
      const waiting: Waiting = {
        enter: () => {
          stopWaiting();
          resolve();
        },
        leave: (error) => {
          stopWaiting();
          reject(error);
        },
      };
      const timer = setTimeout(() => waiting.leave(onLate()), waitMs);
      signal.addEventListener('abort', cancel, { once: true });
      this.queue.add(waiting);
    });
  }

  /** Passes the place to the call that has waited longest; the place is never free in between. */
  private passOn(): void {
    const [next] = this.queue;
    if (next) next.enter();
    else this.active -= 1;
  }
}
