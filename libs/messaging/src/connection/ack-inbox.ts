import {
  createInbox,
  ErrorCode,
  Events,
  type Msg,
  type MsgHdrs,
  type NatsConnection,
  NatsError,
  type Subscription,
} from 'nats';
import { decodeHeaders } from '../messages/message-headers';

/** A wait may end this much later than its deadline. */
const LOOK_EVERY_MS = 25;

/** A message that wants an answer. Exactly one of `answered` and `failed` is called, once. */
export interface PendingMessage {
  readonly subject: string;
  readonly data: Uint8Array | string;
  readonly headers?: MsgHdrs;
  /** In terms of `performance.now()`. */
  readonly deadline: number;
  readonly answered: (answer: Msg) => void;
  readonly failed: (error: unknown) => void;
}

/**
 * Sends any number of messages over one connection, and waits for their answers with one subscription and one timer.
 * (The client's `request()` makes a timer, a race and, even on success, an error with its stack for each message: a
 * third of a publisher's CPU time.)
 */
export class AckInbox {
  private readonly prefix: string;
  private readonly pending = new Map<number, PendingMessage>();
  private readonly subscription: Subscription;
  private last = 0;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    readonly nats: NatsConnection,
    inboxPrefix: string,
  ) {
    this.prefix = `${createInbox(inboxPrefix)}.`;
    this.subscription = nats.subscribe(`${this.prefix}*`, {
      callback: (error, answer) => this.receive(error, answer),
    });
    void this.followRefusals();
    void nats.closed().then(() => this.failAll(NatsError.errorForCode(ErrorCode.ConnectionClosed)));
  }

  /** False when no answer can arrive any more: the server refused the subscription, or the connection ended. */
  get isOpen(): boolean {
    return !this.subscription.isClosed();
  }

  /** Never throws: a message that cannot be sent has failed. */
  send(message: PendingMessage): void {
    const number = (this.last += 1);
    this.pending.set(number, message);
    this.timer ??= setInterval(() => this.endOverdue(), LOOK_EVERY_MS);
    try {
      const { subject, data, headers } = message;
      this.nats.publish(subject, data, { reply: `${this.prefix}${number}`, headers });
    } catch (error) {
      this.fail(number, error);
    }
  }

  /** @throws NatsError when there is no answer by the deadline (`performance.now()`), or a refusal */
  ask(subject: string, data: string, deadline: number): Promise<Msg> {
    return new Promise((answered, failed) => this.send({ subject, data, deadline, answered, failed }));
  }

  private receive(error: NatsError | null, answer: Msg): void {
    if (error) return this.failAll(error);
    const number = Number(answer.subject.slice(this.prefix.length));
    const message = this.pending.get(number);
    // The answer arrived after the deadline.
    if (!message) return;
    if (answer.data.length === 0 && decodeHeaders(answer).headers?.code === 503) {
      return this.fail(number, NatsError.errorForCode(ErrorCode.NoResponders));
    }
    this.pending.delete(number);
    message.answered(answer);
  }

  /** The server reports a forbidden publish on the connection as a whole, and names the subject. */
  private async followRefusals(): Promise<void> {
    for await (const status of this.nats.status()) {
      // Another inbox has replaced this one on the same connection.
      if (!this.isOpen) return;
      const context = status.type === Events.Error ? status.permissionContext : undefined;
      if (context?.operation !== 'publish') continue;
      const error = NatsError.errorForCode(ErrorCode.PermissionsViolation);
      for (const [number, { subject }] of this.pending) {
        if (subject === context.subject) this.fail(number, error);
      }
    }
  }

  private endOverdue(): void {
    const now = performance.now();
    for (const [number, { deadline }] of this.pending) {
      if (deadline <= now) this.fail(number, NatsError.errorForCode(ErrorCode.Timeout));
    }
    if (this.pending.size > 0) return;
    clearInterval(this.timer);
    this.timer = undefined;
  }

  private fail(number: number, error: unknown): void {
    const message = this.pending.get(number);
    this.pending.delete(number);
    message?.failed(error);
  }

  private failAll(error: unknown): void {
    for (const number of [...this.pending.keys()]) this.fail(number, error);
  }
}
