import { backOffMs, pause } from './back-off';
import { Broker } from './broker';
import { consumerInfo } from './batch-puller';

const DEFAULT_INTERVAL_MS = 5_000;

/** Asks every few seconds how much is waiting for a durable, and tells; NaN once that cannot be known any more. */
export async function watchLag(
  broker: Broker,
  consumer: { stream: string; durable: string },
  signal: AbortSignal,
): Promise<void> {
  const intervalMs = broker.options.lagIntervalMs ?? DEFAULT_INTERVAL_MS;
  let wasKnown = false;
  // Instances that start together do not ask together.
  await pause(backOffMs(1), signal);
  while (!signal.aborted) {
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
    await pause(intervalMs, signal);
  }
}
