/** Answers whose round trip took longer say too little of the time. */
const LONGEST_ROUND_TRIP_MS = 1_000;

/**
 * The server's clock, as its last answer told it and carried on by a clock that nobody sets: what the server stored is
 * as old as the server's clock says, whatever the clock of this process says. Wrong by half a round trip at most, and
 * after a jump of the server's clock until the next answer, seconds later.
 */
export class BrokerClock {
  /** The server's time at 0 of the monotonic clock. */
  private startMs: number | undefined;

  /**
   * @param wall,monotonic ms; for specs
   */
  constructor(
    private readonly wall: () => number = () => Date.now(),
    private readonly monotonic: () => number = () => performance.now(),
  ) {}

  /** Ms since 1970. Before the first answer it is this process's own time. */
  now(): number {
    return this.startMs === undefined ? this.wall() : this.startMs + this.monotonic();
  }

  /** How far this process's clock is ahead of the server's, in ms; undefined before the first answer. */
  skewMs(): number | undefined {
    return this.startMs === undefined ? undefined : this.wall() - this.now();
  }

  /** Asks the server for something whose answer tells the server's time, and learns from it. */
  async learnFrom<Answer extends { readonly ts?: string }>(ask: () => Promise<Answer>): Promise<Answer> {
    const sentAt = this.monotonic();
    const answer = await ask();
    const receivedAt = this.monotonic();
    const toldMs = Date.parse(answer.ts ?? '');
    const isCloseEnough = this.startMs === undefined || receivedAt - sentAt <= LONGEST_ROUND_TRIP_MS;
    if (!Number.isNaN(toldMs) && isCloseEnough) this.startMs = toldMs - (sentAt + receivedAt) / 2;
    return answer;
  }
}
