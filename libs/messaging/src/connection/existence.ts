import { backOffMs, periodically } from '@ride-hailing/timing';
import {
  type ConsumerInfo,
  type JetStreamManager,
  type NatsConnection,
  NatsError,
  type StreamInfo,
} from 'nats';
import { Broker } from './broker';
import { BACK_OFF, BrokerNeeds, LOOK_EVERY_MS } from './broker.config';
import { streamConfig } from './stream-definition';

const ASK_TIMEOUT_MS = 2_000;
const NOT_FOUND = 404;

/** A stream or consumer that must exist, and how to look it up. */
interface Needed {
  readonly kind: 'stream' | 'consumer';
  readonly name: string;
  readonly ask: (manager: JetStreamManager) => Promise<Found>;
  readonly remake?: (manager: JetStreamManager) => Promise<unknown>;
}

/** What the broker says of a stream or consumer. */
type Found = Pick<StreamInfo, 'cluster'> | Pick<ConsumerInfo, 'cluster'>;

/**
 * Looks up every few seconds whether each needed stream and consumer exists, reports each by an `existence` event, and makes
 * those in memory again.
 * Reports nothing while the broker is unreachable or silent. Needs the right to `$JS.API.STREAM.INFO` and
 * `$JS.API.CONSUMER.INFO` of each.
 */
export function watchExistence(
  broker: Broker,
  { streams, consumers, remade = [] }: BrokerNeeds,
  signal: AbortSignal,
): Promise<void> {
  const needed: readonly Needed[] = [
    ...streams.map((name): Needed => {
      const definition = remade.find((one) => one.name === name);
      return {
        ...{ kind: 'stream', name, ask: ({ streams }) => streams.info(name) },
        ...(definition && { remake: ({ streams }) => streams.add(streamConfig(definition, 1)) }),
      };
    }),
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
  const look = async ({ kind, name, ask, remake }: Needed) => {
    const found = await ask(manager).then(whatIs, whatFailed);
    if (found && !signal.aborted) events.emit('existence', { kind, name, ...found });
    // The next look tells whether that succeeded.
    if (found?.exists === false) await remake?.(manager).catch(() => undefined);
  };
  await Promise.all(needed.map(look));
}

const whatIs = ({ cluster }: Found) => ({
  exists: true,
  copiesMissing: cluster?.replicas?.filter(({ current, offline }) => offline || !current).length ?? 0,
});

const whatFailed = (error: unknown) =>
  error instanceof NatsError && error.jsError()?.code === NOT_FOUND
    ? { exists: false, copiesMissing: 0 }
    : undefined;
