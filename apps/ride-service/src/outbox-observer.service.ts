import { Injectable, Logger } from '@nestjs/common';
import { Broker, MessagingEvents } from '@ride-hailing/messaging';
import { OutboxEvents, OutboxRelay } from '@ride-hailing/outbox';
import { HealthChecks, Metrics, observeConsumers, observeExistence } from '@ride-hailing/service-kit';

/** Turns events of the outbox and the broker into metrics, log lines and health checks. */
@Injectable()
export class OutboxObserver {
  private readonly logger = new Logger('Outbox');

  constructor(
    broker: Broker,
    messaging: MessagingEvents,
    relay: OutboxRelay,
    events: OutboxEvents,
    metrics: Metrics,
    health: HealthChecks,
  ) {
    // Not required for readiness: every command works without the broker, and events wait in the outbox.
    health.register('broker', () =>
      broker.isConnected()
        ? { ok: true, required: false }
        : { ok: false, required: false, reason: 'not connected: events wait in the outbox' },
    );
    observeExistence({ metrics, health }, messaging, this.logger);
    observeConsumers(metrics, messaging, new Logger('Messaging'));
    this.count(events, metrics);
    this.showState(relay, events, metrics);
    this.log(events, messaging);
  }

  private count(events: OutboxEvents, metrics: Metrics): void {
    const published = metrics.counter({ name: 'outbox_published_total', help: 'Events published' });
    const failed = metrics.counter({
      name: 'outbox_publish_failures_total',
      help: 'Tries to publish that failed; each is repeated',
    });
    const cleaned = metrics.counter({
      name: 'outbox_cleaned_total',
      help: 'Published rows deleted after their retention',
    });
    events.on('published', ({ count }) => published.inc(count));
    events.on('failed', () => failed.inc());
    events.on('cleaned', ({ count }) => cleaned.inc(count));
  }

  private showState(relay: OutboxRelay, events: OutboxEvents, metrics: Metrics): void {
    const oldest = metrics.gauge({
      name: 'outbox_oldest_unpublished_age_seconds',
      help: 'Age of the oldest unpublished event, as the database tells it to every instance, active or standing by',
    });
    metrics.gauge({
      name: 'outbox_relay_active',
      help: '1 in the instance that publishes, 0 where it stands by',
      collect() {
        this.set(relay.state === 'active' ? 1 : 0);
      },
    });
    events.on('backlog', ({ oldestAgeMs }) => oldest.set(oldestAgeMs / 1_000));
    events.on('relay', ({ state }) => state === 'stopped' && oldest.set(0));
  }

  private log(events: OutboxEvents, messaging: MessagingEvents): void {
    events.on('relay', ({ state, error }) => {
      if (error) this.logger.warn({ msg: `The outbox relay is ${state}`, err: error });
      else this.logger.log(`The outbox relay is ${state}`);
    });
    events.on('failed', ({ aggregateId, version, attempt, error }) => {
      const msg = 'An event could not be published and is tried again';
      this.logger.debug({ msg, aggregateId, version, attempt, err: error });
    });
    events.on('cleaning-failed', ({ error }) => {
      this.logger.warn({ msg: 'Old outbox rows could not be deleted', err: error });
    });
    messaging.on('connected', ({ server }) => this.logger.log({ msg: 'Connected to the broker', server }));
    messaging.on('disconnected', ({ error }) => this.logger.warn({ msg: 'Lost the broker', err: error }));
  }
}
