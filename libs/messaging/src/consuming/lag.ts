import { backOffMs, periodically } from '@ride-hailing/timing';
import { Broker } from '../connection/broker';
import { BACK_OFF } from '../connection/broker.config';
import { consumerInfo } from './batch-puller';

const DEFAULT_INTERVAL_MS = 5_000;

/** Asks every few seconds how much is waiting for a durable, and tells; NaN once that cannot be known any more. */
export function watchLag(
  broker: Broker,
  consumer: { stream: string; durable: string },
  signal: AbortSignal,
): Promise<void> {
  const everyMs = broker.options.lagIntervalMs ?? DEFAULT_INTERVAL_MS;
  let wasKnown = false;
  const look = async () => {
    const nats = broker.connection();
    const info = nats && (await consumerInfo(nats, consumer, broker).catch(() => undefined));
    if ((info || wasKnown) && !signal.aborted) {
      broker.events.emit('lag', {
        durable: consumer.durable,
        pending: info?.num_pending ?? Number.NaN,
        ackPending: info?.num_ack_pending ?? Number.NaN,
      });
    }
    wasKnown = info !== undefined;
  };
  // Instances that start together do not ask together.
  return periodically(look, { everyMs, firstMs: backOffMs(1, BACK_OFF) }, signal);
}
