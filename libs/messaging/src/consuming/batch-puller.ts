import { backOffMs, endsWithin, pause } from '@ride-hailing/timing';
import { ConsumerInfo, NatsConnection } from 'nats';
import { Broker } from '../connection/broker';
import { BACK_OFF } from '../connection/broker.config';
import { Incarnation, JetStreamMessage, Respond } from '../messages/jetstream-message';
import { PullSubscription } from './pull-subscription';

const INFO_TIMEOUT_MS = 2_000;
const STOP_LIMIT_MS = 1_000;
const FOR_EVER_MS = 3_600_000;
/** The server's own, where a durable does not say. */
const DEFAULT_ACK_WAIT_MS = 30_000;
/** Until it is known. */
const SHORTEST_ACK_WAIT_MS = 1_000;

export interface BatchPullerOptions {
  readonly stream: string;
  readonly durable: string;
  readonly batchSize: number;
}

/**
 * State of the durable; needs no other right than `$JS.API.CONSUMER.INFO.<stream>.<durable>`. The answer sets the
 * broker's clock as well.
 */
export async function consumerInfo(
  nats: NatsConnection,
  { stream, durable }: { stream: string; durable: string },
  { clock }: Broker,
): Promise<ConsumerInfo> {
  const manager = await nats.jetstreamManager({ checkAPI: false, timeout: INFO_TIMEOUT_MS });
  return clock.learnFrom(() => manager.consumers.info(stream, durable));
}

/**
 * The next batches of a durable: while one is handled the next is received, and no more than that.
 * Whatever happens to the connection, the durable or the stream, it tries again for ever.
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
    private readonly options: BatchPullerOptions,
  ) {}

  start(): void {
    this.loop ??= this.stayBound();
  }

  /** Of the durable, in ms, as far as it is known. */
  get ackWaitMs(): number {
    return this.ackWait;
  }

  /** What has arrived and was not taken yet. */
  get waiting(): readonly JetStreamMessage[] {
    return this.buffer;
  }

  /** What has arrived, at least one message and at most a batch; undefined when stopped. */
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
   * What has arrived, at most `room` messages, as soon as there is any, or nothing after `withinMs`; undefined when
   * stopped.
   */
  async more(room: number, withinMs: number): Promise<JetStreamMessage[] | undefined> {
    const { signal } = this.stopping;
    const arrived = new AbortController();
    this.wake = () => arrived.abort();
    // Without room the time alone counts, and so it does right after something has arrived and failed.
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
   * Asks for nothing until `resume`, and takes back what it has asked for: what nobody can apply here is for other
   * instances to take. What is on the way already still arrives.
   */
  hold(): void {
    this.held = true;
    this.subscription?.withdraw();
  }

  resume(): void {
    this.held = false;
    this.request();
  }

  /** Ends `next`, and gives back what was received and not taken. */
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
        // A binding that had held for a while begins a new series of tries.
        if (performance.now() - since > 2 * INFO_TIMEOUT_MS) attempt = 1;
        this.broker.events.emit('consumer-error', { durable: this.options.durable, error, attempt });
        await pause(backOffMs(attempt, BACK_OFF), signal);
      }
    }
  }

  /** Reads on one connection for as long as that works; undefined if only the connection has to be followed. */
  private async bindOnce(signal: AbortSignal): Promise<Error | undefined> {
    // Only a stop or a closed broker end this without a connection, but for once an hour.
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

  /** A durable that was made anew knows nothing of what the old one delivered: that is forgotten. */
  private adopt(info: ConsumerInfo): void {
    this.ackWait = info.config.ack_wait ? info.config.ack_wait / 1e6 : DEFAULT_ACK_WAIT_MS;
    if (info.created === this.incarnation.created) return;
    this.incarnation.current = false;
    this.incarnation = { created: info.created, current: true };
    this.buffer = [];
  }

  /** Without a connection an answer is lost, and the message comes again. */
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
