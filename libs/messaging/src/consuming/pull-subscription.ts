import { endsWithin } from '@ride-hailing/timing';
import { createInbox, Msg, nanos, NatsConnection, NatsError, Subscription } from 'nats';
import { Durable } from '../connection/broker.config';
import { decodeHeaders } from '../messages/message-headers';

const EXPIRES_MS = 30_000;
const HEARTBEAT_MS = 5_000;
const SILENCE_LIMIT_MS = 2.5 * HEARTBEAT_MS;
const DRAIN_LIMIT_MS = 1_000;

/** Receives the messages of a subscription. Must not throw: the client's parser calls it. */
export type Sink = (message: Msg) => void;

/**
 * Requests messages of a durable on one connection, and never more than the receiver has room for. (The client's
 * `consume()` requests more as soon as messages arrive, taken or not, which bounds nothing. Its `fetch()` drops
 * messages that are on the way when it ends, and costs a promise for each message.)
 *
 * Ends by itself when the server falls silent or says that the durable is gone; the caller then makes a new one.
 */
export class PullSubscription {
  /** Resolves with the reason when the subscription has failed; with undefined when it was closed. */
  readonly ended: Promise<Error | undefined>;
  private end!: (reason?: Error) => void;
  private readonly subject: string;
  private readonly inboxPrefix: string;
  private inbox = '';
  private subscription: Subscription;
  private readonly watchdog: NodeJS.Timeout;
  private lastReceived = performance.now();
  private requested = 0;
  private closed = false;

  constructor(
    private readonly nats: NatsConnection,
    options: Durable & { inboxPrefix: string },
    private readonly sink: Sink,
    private readonly onRoom: () => void,
  ) {
    this.ended = new Promise((resolve) => (this.end = resolve));
    this.subject = `$JS.API.CONSUMER.MSG.NEXT.${options.stream}.${options.durable}`;
    this.inboxPrefix = options.inboxPrefix;
    this.subscription = this.subscribe();
    this.watchdog = setInterval(() => this.watch(), HEARTBEAT_MS).unref();
  }

  /**
   * Requests as many messages as the receiver has room for, less those already requested. While messages are still to
   * come, waits until at least `worthwhile` more can be requested at once.
   */
  request(room: number, worthwhile: number): void {
    const batch = room - this.requested;
    if (this.closed || batch < 1 || (this.requested > 0 && batch < worthwhile)) return;
    if (this.requested === 0) this.lastReceived = performance.now();
    this.requested += batch;
    const request = { batch, expires: nanos(EXPIRES_MS), idle_heartbeat: nanos(HEARTBEAT_MS) };
    try {
      this.nats.publish(this.subject, JSON.stringify(request), { reply: this.inbox });
    } catch (error) {
      this.end(error instanceof Error ? error : new Error(String(error)));
    }
  }

  /** Withdraws all requests: only messages that are already on the way still arrive. */
  withdraw(): void {
    if (this.closed || this.requested === 0) return;
    const before = this.subscription;
    this.requested = 0;
    this.subscription = this.subscribe();
    void drained(before);
  }

  /** Unsubscribes, and receives what is still on the way, in bounded time. */
  async close(): Promise<void> {
    this.closed = true;
    clearInterval(this.watchdog);
    this.end();
    await drained(this.subscription);
  }

  /** Subscribes to a new inbox: the server drops the requests of an inbox without a subscriber. */
  private subscribe(): Subscription {
    const inbox = (this.inbox = createInbox(this.inboxPrefix));
    return this.nats.subscribe(inbox, {
      callback: (error, message) => {
        if (inbox === this.inbox) this.receive(error, message);
        else if (!error && message.reply) this.sink(message);
      },
    });
  }

  private receive(error: NatsError | null, message: Msg): void {
    this.lastReceived = performance.now();
    if (error) return this.end(error);
    // A message without a reply subject is a status of the server.
    if (!message.reply) return this.receiveStatus(message);
    this.requested--;
    this.sink(message);
  }

  private receiveStatus(message: Msg): void {
    const { headers } = decodeHeaders(message);
    const code = headers?.code ?? 0;
    if (code === 100) return;
    const left = Number(headers?.get('Nats-Pending-Messages') || Number.NaN);
    const requestEnded = code === 404 || code === 408;
    if (!requestEnded) {
      const reason = code === 503 ? 'no such stream or consumer' : headers?.description;
      return this.end(new Error(`${code} ${reason ?? ''}`.trim()));
    }
    this.requested = Number.isNaN(left) ? 0 : Math.max(0, this.requested - left);
    this.onRoom();
  }

  private watch(): void {
    const silentMs = performance.now() - this.lastReceived;
    if (this.requested > 0 && silentMs > SILENCE_LIMIT_MS) {
      this.end(new Error(`no heartbeat of the consumer for ${Math.round(silentMs)} ms`));
    }
  }
}

async function drained(subscription: Subscription): Promise<void> {
  if (!subscription.isClosed()) await endsWithin(DRAIN_LIMIT_MS, subscription.drain());
  if (!subscription.isClosed()) subscription.unsubscribe();
}
