export interface RetryThrottleOptions {
  /** Failures take one token each; with half of the tokens gone nothing is sent again. */
  maxTokens: number;
  /** What a success gives back. */
  tokenRatio: number;
}

/**
 * The retry budget of one target, as gRPC's retry throttling defines it. In an outage all callers together
 * send no more than `maxTokens / 2` calls again, however many they are; afterwards about one retry for each
 * `1 / tokenRatio` successes.
 */
export class RetryThrottle {
  private tokens: number;

  constructor(private readonly options: RetryThrottleOptions) {
    this.tokens = options.maxTokens;
  }

  succeeded(): void {
    this.tokens = Math.min(this.options.maxTokens, this.tokens + this.options.tokenRatio);
  }

  failed(): void {
    this.tokens = Math.max(0, this.tokens - 1);
  }

  allowsRetry(): boolean {
    return this.tokens > this.options.maxTokens / 2;
  }
}
