import { backOffMs, periodically } from '@ride-hailing/timing';
import { ConsumerInfo, NatsConnection } from 'nats';
import { Broker } from '../connection/broker';
import { BACK_OFF, Durable, LOOK_EVERY_MS } from '../connection/broker.config';

const INFO_TIMEOUT_MS = 2_000;

/**
 * State of the durable; needs only the right to `$JS.API.CONSUMER.INFO.<stream>.<durable>`. The answer also sets the
 * broker's clock.
 */
export async function consumerInfo(
  nats: NatsConnection,
  { stream, durable }: Durable,
  { clock }: Broker,
): Promise<ConsumerInfo> {
  const manager = await nats.jetstreamManager({ checkAPI: false, timeout: INFO_TIMEOUT_MS });
  return clock.learnFrom(() => manager.consumers.info(stream, durable));
}

/** Emits `lag` every few seconds: what is waiting for a durable, or NaN once when that is no longer known. */
export function watchLag(broker: Broker, consumer: Durable, signal: AbortSignal): Promise<void> {
  const everyMs = broker.options.lagIntervalMs ?? LOOK_EVERY_MS;
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
  // The jitter of the first pause keeps instances that start together from asking together.
  return periodically(look, { everyMs, firstMs: backOffMs(1, BACK_OFF) }, signal);
}
