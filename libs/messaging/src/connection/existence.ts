import { backOffMs, periodically } from '@ride-hailing/timing';
import { type JetStreamManager, type NatsConnection, NatsError } from 'nats';
import { Broker } from './broker';
import { BACK_OFF, BrokerNeeds } from './broker.config';

const DEFAULT_INTERVAL_MS = 5_000;
const ASK_TIMEOUT_MS = 2_000;
const NOT_FOUND = 404;

/** One of the things that must exist, and how to ask for it. */
interface Needed {
  readonly kind: 'stream' | 'consumer';
  readonly name: string;
  readonly ask: (manager: JetStreamManager) => Promise<unknown>;
}

/**
 * Asks every few seconds whether all that is needed exists at the broker, and tells of each. What cannot be known,
 * because the broker is away or silent, is not told. Needs the right to ask for the information of each.
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
  const everyMs = broker.options.lagIntervalMs ?? DEFAULT_INTERVAL_MS;
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
