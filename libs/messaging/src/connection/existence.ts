import { backOffMs, periodically } from '@ride-hailing/timing';
import { type JetStreamManager, type NatsConnection, NatsError } from 'nats';
import { Broker } from './broker';
import { BACK_OFF, BrokerNeeds, LOOK_EVERY_MS } from './broker.config';

const ASK_TIMEOUT_MS = 2_000;
const NOT_FOUND = 404;

/** A stream or consumer that must exist, and how to look it up. */
interface Needed {
  readonly kind: 'stream' | 'consumer';
  readonly name: string;
  readonly ask: (manager: JetStreamManager) => Promise<unknown>;
}

/**
 * Looks up every few seconds whether each needed stream and consumer exists, and reports each by an `existence` event.
 * Reports nothing while the broker is unreachable or silent. Needs the right to `$JS.API.STREAM.INFO` and
 * `$JS.API.CONSUMER.INFO` of each.
 */
export function watchExistence(
  broker: Broker,
  { streams, consumers }: BrokerNeeds,
  signal: AbortSignal,
): Promise<void> {
  const needed: readonly Needed[] = [
    ...streams.map((name): Needed => ({ kind: 'stream', name, ask: ({ streams }) => streams.info(name) })),
    ...consumers.map(({ stream, durable }): Needed => ({
      kind: 'consumer',
      name: durable,
      ask: ({ consumers }) => consumers.info(stream, durable),
    })),
  ];
  const look = async () => {
    const nats = broker.connection();
    if (nats) await lookAtAll(nats, needed, broker, signal);
  };
  const everyMs = broker.options.lagIntervalMs ?? LOOK_EVERY_MS;
  return periodically(look, { everyMs, firstMs: backOffMs(1, BACK_OFF) }, signal);
}

async function lookAtAll(
  nats: NatsConnection,
  needed: readonly Needed[],
  { events }: Broker,
  signal: AbortSignal,
): Promise<void> {
  const manager = await nats.jetstreamManager({ checkAPI: false, timeout: ASK_TIMEOUT_MS });
  const look = async ({ kind, name, ask }: Needed) => {
    const exists = await ask(manager).then(() => true, existsAfter);
    if (exists !== undefined && !signal.aborted) events.emit('existence', { kind, name, exists });
  };
  await Promise.all(needed.map(look));
}

const existsAfter = (error: unknown): false | undefined =>
  error instanceof NatsError && error.jsError()?.code === NOT_FOUND ? false : undefined;
