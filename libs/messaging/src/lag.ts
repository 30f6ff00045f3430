import { backOffMs, pause } from './back-off';
import { Broker } from './broker';
import { consumerInfo } from './pull-source';

const DEFAULT_INTERVAL_MS = 5_000;

/** Asks every few seconds how much is waiting for a durable, and tells; while that cannot be known it is silent. */
export async function watchLag(
  broker: Broker,
  consumer: { stream: string; durable: string },
  signal: AbortSignal,
): Promise<void> {
  const intervalMs = broker.options.lagIntervalMs ?? DEFAULT_INTERVAL_MS;
  // Instances that start together do not ask together.
  await pause(backOffMs(1), signal);
  while (!signal.aborted) {
    const nats = broker.connection();
    const info = nats && (await consumerInfo(nats, consumer, broker).catch(() => undefined));
    if (info && !signal.aborted) {
      broker.events.emit('lag', {
        durable: consumer.durable,
        pending: info.num_pending,
        ackPending: info.num_ack_pending,
      });
    }
    await pause(intervalMs, signal);
  }
}
