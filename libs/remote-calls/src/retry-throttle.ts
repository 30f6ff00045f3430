export interface RetryThrottleOptions {
  /** Each failure takes one token. Nothing is retried while half of the tokens are gone. */
  maxTokens: number;
  /** The share of a token that each success gives back. */
  tokenRatio: number;
}

/**
 * The retry budget of one target, as gRPC's retry throttling defines it. In an outage all callers together make at most
 * `maxTokens / 2` retries, however many callers there are; afterwards about one retry for each `1 / tokenRatio`
 * successes.
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
