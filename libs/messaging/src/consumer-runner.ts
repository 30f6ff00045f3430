import { BatchConsumerOptions } from './batch-consumer';
import { applyBatch } from './batch-splitting';
import { backOffMs, endsWithin, pause } from './back-off';
import { Broker } from './broker';
import { DeadLetters } from './dead-letters';
import { BatchHandler, Poison } from './incoming-message';
import { JetStreamMessage } from './jetstream-message';
import { watchLag } from './lag';
import { PullSource } from './pull-source';

const DEFAULT_DRAIN_TIMEOUT_MS = 5_000;
const DELAY_AFTER_DEFECT_MS = 1_000;

/** The batch was left undone because the process stops. It is delivered again, here or elsewhere. */
class StoppedError extends Error {}

/** Runs one handler: pull, handle, then acknowledge, in that order and for ever. The handler decides, this acts. */
export class ConsumerRunner {
  private readonly source: PullSource;
  private readonly stopping = new AbortController();
  private inHand: readonly JetStreamMessage[] = [];
  private running?: Promise<unknown>;

  constructor(
    private readonly options: BatchConsumerOptions,
    private readonly handler: BatchHandler,
    private readonly broker: Broker,
    private readonly deadLetters: DeadLetters,
  ) {
    this.source = new PullSource(broker, options);
  }

  start(): void {
    const { signal } = this.stopping;
    this.source.start();
    this.running = Promise.all([
      this.run(),
      this.keepDeliveriesAlive(signal),
      watchLag(this.broker, this.options, signal),
    ]);
  }

  /** Stops pulling, finishes the batch in hand within the drain time-out, gives back the rest. */
  async stop(): Promise<void> {
    this.stopping.abort();
    const limit = this.broker.options.drainTimeoutMs ?? DEFAULT_DRAIN_TIMEOUT_MS;
    await Promise.all([this.source.stop(), endsWithin(limit, this.running ?? Promise.resolve())]);
    await this.broker.flush();
  }

  private async run(): Promise<void> {
    for (let batch = await this.source.next(); batch; batch = await this.source.next()) {
      this.inHand = batch;
      try {
        await applyBatch(batch, {
          apply: (part) => this.apply(part),
          isDataError: (error) => this.isDataError(error),
          settle: (part, poison) => this.settle(part, poison),
        });
      } catch (error) {
        this.leave(batch, error);
      }
      this.inHand = [];
    }
  }

  private async apply(batch: readonly JetStreamMessage[]): Promise<readonly Poison[]> {
    const handle = async () => {
      const started = performance.now();
      const poison = (await this.handler(batch)) ?? [];
      const tookMs = performance.now() - started;
      if (poison.length > 0) assertPartOf(batch, poison);
      this.broker.events.emit('batch', { durable: this.options.durable, size: batch.length, tookMs });
      return poison;
    };
    return this.throughWeather(handle, (error) => this.isDataError(error));
  }

  private async settle(batch: readonly JetStreamMessage[], poison: readonly Poison[]): Promise<void> {
    if (poison.length > 0)
      await this.park(new Map(poison.map((one) => [one.message as JetStreamMessage, one])));
    let count = 0;
    for (const message of batch) if (message.ack()) count++;
    if (count > 0) this.broker.events.emit('acked', { durable: this.options.durable, count });
  }

  /** Stores each in the dead letters, and only then ends its delivery. */
  private async park(poison: Map<JetStreamMessage, Poison>): Promise<void> {
    const { durable } = this.options;
    const parkOne = async ([message, one]: [JetStreamMessage, Poison]) => {
      await this.deadLetters.park(this.options, one, message);
      message.terminate();
      poison.delete(message);
      this.broker.events.emit('dead-lettered', { durable, reason: one.reason, subject: message.subject });
    };
    await this.throughWeather(async () => {
      const failed = (await Promise.allSettled([...poison].map(parkOne))).find(
        ({ status }) => status === 'rejected',
      );
      if (failed) throw (failed as PromiseRejectedResult).reason;
    });
  }

  /** Does it until it succeeds, pulling nothing meanwhile; what is `final` is thrown. */
  private async throughWeather<T>(
    work: () => Promise<T>,
    final: (error: unknown) => boolean = () => false,
  ): Promise<T> {
    try {
      for (let attempt = 1; ; attempt++) {
        try {
          return await work();
        } catch (error) {
          if (final(error)) throw error;
          this.source.hold();
          this.broker.events.emit('held', { durable: this.options.durable, error, attempt });
          await pause(backOffMs(attempt), this.stopping.signal);
          if (this.stopping.signal.aborted) throw new StoppedError('stopped while held', { cause: error });
        }
      }
    } finally {
      this.source.resume();
    }
  }

  private isDataError(error: unknown): boolean {
    return this.options.isDataError?.(error) ?? false;
  }

  /** Unfinished: what is not settled yet is delivered again. */
  private leave(batch: readonly JetStreamMessage[], error: unknown): void {
    const stopped = error instanceof StoppedError;
    for (const message of batch) message.giveBack(stopped ? 0 : DELAY_AFTER_DEFECT_MS);
    if (!stopped) {
      this.broker.events.emit('consumer-error', { durable: this.options.durable, error, attempt: 1 });
    }
  }

  /** A batch in hand, or waiting behind it, must not be delivered a second time because it takes long. */
  private async keepDeliveriesAlive(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await pause(this.source.ackWaitMs / 3, signal);
      // Without a connection these would only pile up.
      if (!this.broker.isConnected()) continue;
      for (const message of this.inHand) message.working();
      for (const message of this.source.waiting) message.working();
    }
  }
}

/** To acknowledge a batch because a copy of one of its messages was named would lose that message. */
function assertPartOf(batch: readonly JetStreamMessage[], poison: readonly Poison[]): void {
  const known = new Set<unknown>(batch);
  if (!poison.every(({ message }) => known.has(message))) {
    throw new Error('the handler named a message as poison that is not of its batch');
  }
}
