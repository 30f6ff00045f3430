import type { WireMessage } from '../faults/wire-message';
import type { PhoneLines } from './phone-lines';

const PUBLISH_TIMEOUT_MS = 5_000;

interface SentCounts {
  acked: number;
  failed: number;
  /** Not sent, because too many were in flight, or because the phone was not connected. */
  skipped: number;
}

/** Publishes updates and counts acknowledgements, with a bound on the updates in flight. */
export class UpdateSender {
  readonly counts: SentCounts = { acked: 0, failed: 0, skipped: 0 };
  private inFlight = 0;
  private waiting: (() => void)[] = [];

  constructor(
    private readonly lines: Pick<PhoneLines, 'publish'>,
    private readonly mostInFlight: number,
    private readonly onFailure: (error: unknown) => void,
  ) {}

  /** Sends, or skips when too many are in flight: the phone's next update replaces this one. */
  offer(message: WireMessage): void {
    if (this.inFlight < this.mostInFlight) this.send(message);
    else this.skip();
  }

  skip(): void {
    this.counts.skipped += 1;
  }

  /** Sends as soon as fewer than the bound are in flight, and the phone is connected. */
  async sendWithRoom(message: WireMessage): Promise<void> {
    await this.until(() => this.inFlight < this.mostInFlight);
    this.send(message);
  }

  /** Resolves when every update so far is acknowledged or has failed; each has a deadline. */
  async drained(): Promise<void> {
    await this.until(() => this.inFlight === 0);
  }

  private send({ subject, data }: WireMessage): void {
    this.inFlight += 1;
    void this.lines
      .publish(subject, data, { timeoutMs: PUBLISH_TIMEOUT_MS })
      .then(
        () => {
          this.counts.acked += 1;
        },
        (error: unknown) => {
          this.counts.failed += 1;
          this.onFailure(error);
        },
      )
      .then(() => this.landed());
  }

  private landed(): void {
    this.inFlight -= 1;
    const woken = this.waiting;
    this.waiting = [];
    for (const wake of woken) wake();
  }

  private async until(condition: () => boolean): Promise<void> {
    while (!condition()) await new Promise<void>((wake) => this.waiting.push(wake));
  }
}
