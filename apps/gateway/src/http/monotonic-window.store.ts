import type { FastifyRateLimitStore } from '@fastify/rate-limit';
import { LRUCache } from 'lru-cache';

interface Window {
  requests: number;
  readonly startedAt: number;
}

/**
 * Counts the requests of each caller in windows of the monotonic clock. The library's own store uses the wall clock:
 * set back an hour, it would refuse everybody for an hour.
 */
export class MonotonicWindowStore implements FastifyRateLimitStore {
  private readonly windows: LRUCache<string, Window>;

  /** Forgets the least recent caller beyond `mostCounted`. */
  constructor(
    private readonly mostCounted: number,
    private readonly now: () => number = () => performance.now(),
  ) {
    this.windows = new LRUCache({ max: mostCounted });
  }

  incr(
    key: string,
    callback: (error: Error | null, result?: { current: number; ttl: number }) => void,
    windowMs = 0,
  ): void {
    const now = this.now();
    let window = this.windows.get(key);
    if (!window || window.startedAt + windowMs <= now) {
      window = { requests: 0, startedAt: now };
      this.windows.set(key, window);
    }
    window.requests += 1;
    callback(null, { current: window.requests, ttl: window.startedAt + windowMs - now });
  }

  child(): MonotonicWindowStore {
    return new MonotonicWindowStore(this.mostCounted, this.now);
  }
}
