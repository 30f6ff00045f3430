/** An answer with a longer round trip is too imprecise to learn the time from. */
const LONGEST_ROUND_TRIP_MS = 1_000;

/**
 * The server's clock: read from its last answer, and carried on by this process's monotonic clock. The age of a stored
 * message is therefore right even when this process's wall clock is wrong. Accurate to half a round trip; after a jump
 * of the server's clock it is wrong until the next answer, seconds later.
 */
export class BrokerClock {
  /** The server's time at 0 of the monotonic clock. */
  private startMs: number | undefined;

  /** @param wall,monotonic ms; specs pass their own */
  constructor(
    private readonly wall: () => number = () => Date.now(),
    private readonly monotonic: () => number = () => performance.now(),
  ) {}

  /** Ms since 1970. This process's own time before the first answer. */
  now(): number {
    return this.startMs === undefined ? this.wall() : this.startMs + this.monotonic();
  }

  /** How far this process's wall clock is ahead of the server's, ms; undefined before the first answer. */
  skewMs(): number | undefined {
    return this.startMs === undefined ? undefined : this.wall() - this.now();
  }

  /** Asks the server something whose answer holds the server's time, and learns the time from it. */
  async learnFrom<Answer extends { readonly ts?: string }>(ask: () => Promise<Answer>): Promise<Answer> {
    const sentAt = this.monotonic();
    const answer = await ask();
    const receivedAt = this.monotonic();
    const serverMs = Date.parse(answer.ts ?? '');
    const isCloseEnough = this.startMs === undefined || receivedAt - sentAt <= LONGEST_ROUND_TRIP_MS;
    if (!Number.isNaN(serverMs) && isCloseEnough) this.startMs = serverMs - (sentAt + receivedAt) / 2;
    return answer;
  }
}
