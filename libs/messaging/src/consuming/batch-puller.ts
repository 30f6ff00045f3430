import { backOffMs, endsWithin, pause } from '@ride-hailing/timing';
import { ConsumerInfo } from 'nats';
import { Broker } from '../connection/broker';
import { BACK_OFF } from '../connection/broker.config';
import { Incarnation, JetStreamMessage, Respond } from '../messages/jetstream-message';
import { BatchConsumerOptions } from './batch-consumer';
import { consumerInfo } from './consumer-info';
import { PullSubscription } from './pull-subscription';

const STOP_LIMIT_MS = 1_000;
const FOR_EVER_MS = 3_600_000;
/** A binding that lasted this long had worked: the next failure starts the back-off again from the first pause. */
const BINDING_HELD_MS = 4_000;
/** The server's default, for a durable that does not name one. */
const DEFAULT_ACK_WAIT_MS = 30_000;
/** Assumed until the server has answered. */
const SHORTEST_ACK_WAIT_MS = 1_000;

/**
 * Pulls the batches of a durable: receives the next batch while one is handled, and no more than that. Retries for
 * ever, whatever happens to the connection, the durable or the stream.
 */
export class BatchPuller {
  private readonly stopping = new AbortController();
  private buffer: JetStreamMessage[] = [];
  private wake?: () => void;
  private held = false;
  private subscription?: PullSubscription;
  private incarnation: Incarnation & { created: string; current: boolean } = { created: '', current: true };
  private ackWait = SHORTEST_ACK_WAIT_MS;
  private loop?: Promise<void>;
  private readonly respond: Respond = (subject, answer) => this.answer(subject, answer);

  constructor(
    private readonly broker: Broker,
    private readonly options: BatchConsumerOptions,
  ) {}

  start(): void {
    this.loop ??= this.stayBound();
  }

  /** The durable's ack wait, ms, as far as it is known. */
  get ackWaitMs(): number {
    return this.ackWait;
  }

  /** Messages that have arrived and were not taken yet. */
  get waiting(): readonly JetStreamMessage[] {
    return this.buffer;
  }

  /** Takes what has arrived, from one message to a whole batch; waits for the first. Undefined when stopped. */
  async next(): Promise<JetStreamMessage[] | undefined> {
    while (!this.stopping.signal.aborted) {
      if (this.buffer.length > 0) {
        const batch = this.buffer.splice(0, this.options.batchSize);
        this.request();
        return batch;
      }
      await new Promise<void>((resolve) => (this.wake = resolve));
      this.wake = undefined;
    }
    return undefined;
  }

  /**
   * Takes up to `room` messages as soon as any arrive, or none after `withinMs`. Undefined when stopped.
   */
  async more(room: number, withinMs: number): Promise<JetStreamMessage[] | undefined> {
    const { signal } = this.stopping;
    const arrived = new AbortController();
    this.wake = () => arrived.abort();
    // Without room, arriving messages must not end the wait.
    if (room < 1 || this.buffer.length === 0) {
      await pause(withinMs, room < 1 ? signal : AbortSignal.any([signal, arrived.signal]));
    }
    this.wake = undefined;
    if (signal.aborted) return undefined;
    const more = this.buffer.splice(0, Math.max(0, room));
    this.request();
    return more;
  }

  /**
   * Requests nothing until `resume`, and withdraws its requests, so that other instances get the messages that this one
   * cannot apply. Messages that are already on the way still arrive.
   */
  hold(): void {
    this.held = true;
    this.subscription?.withdraw();
  }

  resume(): void {
    this.held = false;
    this.request();
  }

  /** Ends `next`, and gives back the messages that were not taken. */
  async stop(): Promise<void> {
    this.stopping.abort();
    this.wake?.();
    await this.subscription?.close();
    if (this.loop) await endsWithin(STOP_LIMIT_MS, this.loop);
    for (const message of this.buffer.splice(0)) message.giveBack();
  }

  private request(): void {
    if (this.held || this.stopping.signal.aborted) return;
    const { batchSize } = this.options;
    this.subscription?.request(batchSize - this.buffer.length, Math.ceil(batchSize / 2));
  }

  private async stayBound(): Promise<void> {
    const { signal } = this.stopping;
    for (let attempt = 1; !signal.aborted && !this.broker.isClosed(); attempt++) {
      const since = performance.now();
      try {
        const error = await this.bindOnce(signal);
        if (!error) attempt = 0;
        else throw error;
      } catch (error) {
        if (signal.aborted) return;
        if (performance.now() - since > BINDING_HELD_MS) attempt = 1;
        this.broker.events.emit('consumer-error', { durable: this.options.durable, error, attempt });
        await pause(backOffMs(attempt, BACK_OFF), signal);
      }
    }
  }

  /** Reads on one connection for as long as that works. Undefined when only the connection has changed. */
  private async bindOnce(signal: AbortSignal): Promise<Error | undefined> {
    // Returns without a connection after a stop, after the broker was closed, and once an hour.
    const nats = await this.broker.whenConnected(FOR_EVER_MS, signal).catch(() => undefined);
    if (!nats) return undefined;
    const moved = new AbortController();
    const move = () => moved.abort();
    this.broker.events.once('connected', move);
    try {
      this.adopt(await consumerInfo(nats, this.options, this.broker));
      if (signal.aborted || moved.signal.aborted) return undefined;
      const inboxPrefix = `_INBOX_${this.broker.options.user}`;
      const subscription = new PullSubscription(
        nats,
        { ...this.options, inboxPrefix },
        (message) => this.receive(new JetStreamMessage(message, this.incarnation, this.respond)),
        () => this.request(),
      );
      this.subscription = subscription;
      moved.signal.addEventListener('abort', () => void subscription.close());
      this.request();
      const ended = await subscription.ended;
      await subscription.close();
      return ended;
    } finally {
      this.broker.events.off('connected', move);
    }
  }

  /** A recreated durable knows nothing of what the old one delivered, so these messages are dropped. */
  private adopt(info: ConsumerInfo): void {
    this.ackWait = info.config.ack_wait ? info.config.ack_wait / 1e6 : DEFAULT_ACK_WAIT_MS;
    if (info.created === this.incarnation.created) return;
    this.incarnation.current = false;
    this.incarnation = { created: info.created, current: true };
    this.buffer = [];
  }

  /** Without a connection the answer is lost, and the message is delivered again. */
  private answer(subject: string, answer: Uint8Array): void {
    try {
      this.broker.connection()?.publish(subject, answer);
    } catch {
      // The connection has just ended.
    }
  }

  private receive(message: JetStreamMessage): void {
    this.buffer.push(message);
    this.wake?.();
  }
}
