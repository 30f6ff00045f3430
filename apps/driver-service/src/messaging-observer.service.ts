import { Injectable, Logger } from '@nestjs/common';
import { Broker, MessagingEvents } from '@ride-hailing/messaging';
import { HealthChecks, Metrics, observeConsumers, observeExistence } from '@ride-hailing/service-kit';

const reasonOf = (error: unknown): string | undefined => (error instanceof Error ? error.message : undefined);

/** Turns the messaging library's events into metrics, logs and readiness. */
@Injectable()
export class MessagingObserver {
  private readonly logger = new Logger('Messaging');

  constructor(broker: Broker, events: MessagingEvents, metrics: Metrics, health: HealthChecks) {
    health.register('broker', () =>
      broker.isConnected() ? { ok: true } : { ok: false, reason: 'not connected' },
    );
    observeConsumers(metrics, events, this.logger);
    observeExistence({ metrics, health }, events, this.logger);
    events.on('connected', ({ server }) => this.logger.log({ msg: 'Connected to the broker', server }));
    events.on('disconnected', ({ error }) =>
      this.logger.warn({ msg: 'Lost the broker', reason: reasonOf(error) }),
    );
  }
}
