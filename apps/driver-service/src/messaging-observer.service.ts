import { Injectable, Logger } from '@nestjs/common';
import { Broker, MessagingEvents } from '@ride-hailing/messaging';
import { HealthChecks, Metrics } from '@ride-hailing/service-kit';

const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5];
const SIZES = [1, 10, 50, 100, 250, 500, 1_000, 2_000];

/** In an outage a line now and then is enough. */
const worthALine = (attempt: number): boolean => attempt === 1 || attempt % 10 === 0;
const reasonOf = (error: unknown): string | undefined => (error instanceof Error ? error.message : undefined);

/** Turns what the messaging library tells into metrics, logs and readiness. */
@Injectable()
export class MessagingObserver {
  private readonly logger = new Logger('Messaging');

  constructor(broker: Broker, events: MessagingEvents, metrics: Metrics, health: HealthChecks) {
    health.register('broker', () =>
      broker.isConnected() ? { ok: true } : { ok: false, reason: 'not connected' },
    );
    this.observeBatches(events, metrics);
    this.observeTrouble(events, metrics);
  }

  private observeBatches(events: MessagingEvents, metrics: Metrics): void {
    const labelNames = ['durable'] as const;
    const consumed = metrics.counter({
      name: 'messages_consumed_total',
      help: 'Messages handled',
      labelNames,
    });
    const size = metrics.histogram({
      name: 'consumer_batch_size',
      help: 'Messages a batch',
      labelNames,
      buckets: SIZES,
    });
    const duration = metrics.histogram({
      name: 'consumer_batch_duration_seconds',
      help: 'Time to apply a batch',
      labelNames,
      buckets: SECONDS,
    });
    const lag = metrics.gauge({
      name: 'consumer_lag',
      help: 'Messages of the stream that are not delivered yet (waiting) or not acknowledged yet (in-hand)',
      labelNames: ['durable', 'state'],
    });
    events.on('batch', (batch) => {
      consumed.inc({ durable: batch.durable }, batch.size);
      size.observe({ durable: batch.durable }, batch.size);
      duration.observe({ durable: batch.durable }, batch.tookMs / 1_000);
    });
    events.on('lag', ({ durable, pending, ackPending }) => {
      lag.set({ durable, state: 'waiting' }, pending);
      lag.set({ durable, state: 'in-hand' }, ackPending);
    });
  }

  private observeTrouble(events: MessagingEvents, metrics: Metrics): void {
    const labelNames = ['durable'] as const;
    const dead = metrics.counter({
      name: 'messages_dead_lettered_total',
      help: 'Poison put aside',
      labelNames,
    });
    const held = metrics.counter({
      name: 'consumer_holds_total',
      help: 'Times a batch had to wait',
      labelNames,
    });
    events.on('dead-lettered', ({ durable, reason, subject }) => {
      dead.inc({ durable });
      this.logger.warn({ msg: 'A message went to the dead letters', durable, reason, subject });
    });
    events.on('held', ({ durable, error, attempt }) => {
      held.inc({ durable });
      if (worthALine(attempt)) {
        this.logger.warn({
          msg: 'A batch is held and tried again',
          durable,
          attempt,
          reason: reasonOf(error),
        });
      }
    });
    events.on('consumer-error', ({ durable, error, attempt }) => {
      if (worthALine(attempt)) {
        this.logger.warn({ msg: 'A consumer cannot be read now', durable, attempt, reason: reasonOf(error) });
      }
    });
    events.on('connected', ({ server }) => this.logger.log({ msg: 'Connected to the broker', server }));
    events.on('disconnected', ({ error }) =>
      this.logger.warn({ msg: 'Lost the broker', reason: reasonOf(error) }),
    );
  }
}
