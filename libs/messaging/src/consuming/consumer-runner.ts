import { backOffMs, endsWithin, pause } from '@ride-hailing/timing';
import { Broker } from '../connection/broker';
import { BACK_OFF } from '../connection/broker.config';
import { DeadLetters, isOfTheBroker } from '../dead-letters/dead-letters';
import { failureOf } from '../messages/failure';
import { BatchHandler, Poison } from '../messages/incoming-message';
import { JetStreamMessage } from '../messages/jetstream-message';
import { BatchConsumerOptions } from './batch-consumer';
import { BatchPuller } from './batch-puller';
import { inBatchSpan } from './batch-span';
import { BatchSize } from './batch-size';
import { applyBatch, BatchSteps, Suspects } from './batch-splitting';
import { watchLag } from './consumer-info';

const DEFAULT_DRAIN_TIMEOUT_MS = 5_000;
const DELAY_AFTER_DEFECT_MS = 1_000;
const DELAY_OF_UNPARKABLE_MS = 60_000;

/** The batch was left undone because the process stops. It is delivered again, to any instance. */
class StoppedError extends Error {}

/** Runs one handler for ever: pulls, handles, then acknowledges, in that order. */
export class ConsumerRunner {
  private readonly puller: BatchPuller;
  private readonly stopping = new AbortController();
  private readonly size: BatchSize;
  private inHand: readonly JetStreamMessage[] = [];
  private running?: Promise<unknown>;

  constructor(
    private readonly options: BatchConsumerOptions,
    private readonly handler: BatchHandler,
    private readonly broker: Broker,
    private readonly deadLetters: DeadLetters,
  ) {
    this.puller = new BatchPuller(broker, options);
    this.size = new BatchSize(options.batchSize);
  }

  start(): void {
    const { signal } = this.stopping;
    this.puller.start();
    this.running = Promise.all([
      this.run(),
      this.keepDeliveriesAlive(signal),
      watchLag(this.broker, this.options, signal),
    ]);
  }

  /** Stops pulling, finishes the batch in hand within the drain time-out, and gives back the rest. */
  async stop(): Promise<void> {
    this.stopping.abort();
    const limit = this.broker.options.drainTimeoutMs ?? DEFAULT_DRAIN_TIMEOUT_MS;
    await Promise.all([this.puller.stop(), endsWithin(limit, this.running ?? Promise.resolve())]);
    await this.broker.flush();
  }

  private async run(): Promise<void> {
    const steps: BatchSteps<JetStreamMessage> = {
      apply: (part) => this.apply(part),
      failureOf: (error) => failureOf(error, this.options),
      settle: (part, poison) => this.settle(part, poison),
    };
    let left: Suspects<JetStreamMessage> | undefined;
    for (let attempt = 1; ; attempt++) {
      const batch = await (left ? this.again(left, attempt) : this.puller.next());
      if (!batch) return;
      this.inHand = batch;
      try {
        left = await applyBatch(batch, steps, this.size);
      } catch (error) {
        left = undefined;
        this.leave(batch, error);
      }
      this.inHand = left?.messages ?? [];
      if (!left) attempt = 0;
    }
  }

  /** Adds newly arrived messages to the suspects: those show whether the suspects or the code are at fault. */
  private async again(
    { messages, error }: Suspects<JetStreamMessage>,
    attempt: number,
  ): Promise<readonly JetStreamMessage[] | undefined> {
    this.broker.events.emit('held', { durable: this.options.durable, error, attempt });
    const more = await this.puller.more(
      this.options.batchSize - messages.length,
      backOffMs(attempt, BACK_OFF),
    );
    if (more) return [...messages, ...more];
    this.leave(messages, new StoppedError('stopped while held', { cause: error }));
    return undefined;
  }

  private async apply(batch: readonly JetStreamMessage[]): Promise<readonly Poison[]> {
    const sound = batch.filter(({ fault }) => fault === undefined);
    const undecodable = batch.flatMap((message) =>
      message.fault === undefined ? [] : [{ message, reason: message.fault }],
    );
    if (sound.length === 0) return undecodable;
    const handle = async () => {
      const started = performance.now();
      const poison = (await inBatchSpan(this.options, sound, () => this.handler(sound))) ?? [];
      const tookMs = performance.now() - started;
      if (poison.length > 0) assertPartOf(sound, poison);
      this.broker.events.emit('batch', { durable: this.options.durable, size: sound.length, tookMs });
      return undecodable.length > 0 ? [...poison, ...undecodable] : poison;
    };
    return this.throughOutage(handle, (error) => this.isToBeSplit(error, batch.length));
  }

  /** A single message that is too slow may be waiting for a lock, so it is held as in an outage. */
  private isToBeSplit(error: unknown, size: number): boolean {
    const failure = failureOf(error, this.options);
    if (failure === 'too-slow' && size > 1) {
      this.broker.events.emit('too-slow', { durable: this.options.durable, size });
    }
    return failure === 'data' || failure === 'defect' || (failure === 'too-slow' && size > 1);
  }

  private async settle(batch: readonly JetStreamMessage[], poison: readonly Poison[]): Promise<void> {
    if (poison.length > 0)
      await this.park(new Map(poison.map((one) => [one.message as JetStreamMessage, one])));
    let count = 0;
    for (const message of batch) if (message.ack()) count++;
    if (count > 0) this.broker.events.emit('acked', { durable: this.options.durable, count });
  }

  /** Stores each message in the dead letters before it ends the delivery. */
  private async park(poison: Map<JetStreamMessage, Poison>): Promise<void> {
    await this.throughOutage(async () => {
      const failed = (await Promise.allSettled([...poison].map((one) => this.parkOne(...one, poison)))).find(
        ({ status }) => status === 'rejected',
      );
      if (failed) throw (failed as PromiseRejectedResult).reason;
    });
  }

  /** @throws only errors of the broker, which pass */
  private async parkOne(
    message: JetStreamMessage,
    one: Poison,
    poison: Map<JetStreamMessage, Poison>,
  ): Promise<void> {
    const { durable } = this.options;
    const { subject } = message;
    const reportCut = (error: unknown, kept: boolean) =>
      this.broker.events.emit('cut-short', { durable, error, subject, kept });
    try {
      await this.deadLetters.park(this.options, one, message, (error) => reportCut(error, true));
      message.terminate();
      this.broker.events.emit('dead-lettered', { durable, reason: one.reason, subject });
    } catch (error) {
      if (isOfTheBroker(error)) throw error;
      // A retry in place would block all other messages for ever, and ending the delivery would lose this one.
      reportCut(error, false);
      message.giveBack(DELAY_OF_UNPARKABLE_MS);
    }
    poison.delete(message);
  }

  /** Retries `work` until it succeeds, and pulls nothing meanwhile. Throws errors that are `final`. */
  private async throughOutage<T>(
    work: () => Promise<T>,
    final: (error: unknown) => boolean = () => false,
  ): Promise<T> {
    try {
      for (let attempt = 1; ; attempt++) {
        try {
          return await work();
        } catch (error) {
          if (final(error)) throw error;
          this.puller.hold();
          this.broker.events.emit('held', { durable: this.options.durable, error, attempt });
          await pause(backOffMs(attempt, BACK_OFF), this.stopping.signal);
          if (this.stopping.signal.aborted) throw new StoppedError('stopped while held', { cause: error });
        }
      }
    } finally {
      this.puller.resume();
    }
  }

  /** Gives up on the batch: messages that are not settled yet are delivered again. */
  private leave(batch: readonly JetStreamMessage[], error: unknown): void {
    const stopped = error instanceof StoppedError;
    for (const message of batch) message.giveBack(stopped ? 0 : DELAY_AFTER_DEFECT_MS);
    if (!stopped) {
      this.broker.events.emit('consumer-error', { durable: this.options.durable, error, attempt: 1 });
    }
  }

  /** Keeps the server from redelivering the batch in hand, and the messages that wait behind it, while it takes long. */
  private async keepDeliveriesAlive(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      // The pause ends early when the consumer stops: the batch in hand then has its whole ack wait left.
      await pause(this.puller.ackWaitMs / 3, signal);
      // Without a connection these would only pile up.
      if (!this.broker.isConnected()) continue;
      for (const message of this.inHand) message.working();
      for (const message of this.puller.waiting) message.working();
    }
  }
}

/** If a handler named a copy of a message as poison, acknowledging the batch would lose that message. */
function assertPartOf(batch: readonly JetStreamMessage[], poison: readonly Poison[]): void {
  const known = new Set<unknown>(batch);
  if (!poison.every(({ message }) => known.has(message))) {
    throw new Error('the handler named a message as poison that is not of its batch');
  }
}
