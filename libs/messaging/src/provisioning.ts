import { backOffMs, pause } from '@ride-hailing/timing';
import {
  AckPolicy,
  ConsumerConfig,
  DeliverPolicy,
  ErrorCode,
  JetStreamManager,
  nanos,
  NatsError,
  ReplayPolicy,
} from 'nats';
import { Broker } from './connection/broker';
import { BACK_OFF, BrokerOptions } from './connection/broker.config';
import { ProvisionError } from './connection/broker.errors';
import { MessagingEvents } from './connection/messaging-events';
import { streamConfig, type StreamDefinition } from './connection/stream-definition';
import { messageOf } from './messages/failure';

const CONNECT_TIMEOUT_MS = 30_000;
const REQUEST_TIMEOUT_MS = 10_000;
/** How long a cluster may take to elect a leader, or to see enough servers. */
const ELECTED_WITHIN_MS = 30_000;
/** JSClusterNoPeers, JSClusterNotAvail: some servers of the cluster have not come up, or elect a leader. */
const NOT_YET: readonly (number | undefined)[] = [10005, 10008];

/** A durable pull consumer of a whole stream: explicit acks, unlimited deliveries, and the copies of its stream. */
export interface ConsumerDefinition {
  readonly stream: string;
  readonly durable: string;
  readonly ackWaitMs: number;
  /** Must be above batch size x 2 x instances; otherwise the instances wait for each other. */
  readonly maxAckPending: number;
  readonly description?: string;
}

export interface ProvisionedItem {
  readonly kind: 'stream' | 'consumer';
  readonly name: string;
  readonly action: 'created' | 'updated' | 'unchanged';
}

/**
 * Creates streams and consumers, or updates them to their definitions. Idempotent.
 * @param replicas on how many servers of a cluster each stream is kept; an existing stream gets more copies, or fewer
 * @throws BrokerUnavailableError when the broker cannot be reached within 30 s
 * @throws ProvisionError naming the stream or consumer, for instance when its storage would have to change
 */
export async function provision(
  options: BrokerOptions,
  streams: readonly StreamDefinition[],
  consumers: readonly ConsumerDefinition[],
  replicas = 1,
): Promise<ProvisionedItem[]> {
  const broker = new Broker(options, new MessagingEvents());
  broker.start();
  try {
    const nats = await broker.whenConnected(CONNECT_TIMEOUT_MS);
    const manager = await nats.jetstreamManager({ checkAPI: false, timeout: REQUEST_TIMEOUT_MS });
    const report: ProvisionedItem[] = [];
    for (const stream of streams) report.push(await provisionStream(manager, stream, replicas));
    for (const consumer of consumers) report.push(await provisionConsumer(manager, consumer));
    return report;
  } finally {
    await broker.close();
  }
}

function consumerConfig(consumer: ConsumerDefinition) {
  return {
    durable_name: consumer.durable,
    description: consumer.description ?? '',
    ack_policy: AckPolicy.Explicit,
    ack_wait: nanos(consumer.ackWaitMs),
    deliver_policy: DeliverPolicy.All,
    replay_policy: ReplayPolicy.Instant,
    max_deliver: -1,
    max_ack_pending: consumer.maxAckPending,
  } satisfies Partial<ConsumerConfig>;
}

async function provisionStream(
  manager: JetStreamManager,
  stream: StreamDefinition,
  replicas: number,
): Promise<ProvisionedItem> {
  const wanted = streamConfig(stream, replicas);
  return ensure('stream', stream.name, wanted, {
    read: async () => (await manager.streams.info(stream.name)).config,
    create: () => manager.streams.add(wanted),
    update: () => manager.streams.update(stream.name, wanted),
  });
}

async function provisionConsumer(
  manager: JetStreamManager,
  consumer: ConsumerDefinition,
): Promise<ProvisionedItem> {
  const { stream, durable } = consumer;
  const wanted = consumerConfig(consumer);
  return ensure('consumer', `${stream}/${durable}`, wanted, {
    read: async () => (await manager.consumers.info(stream, durable)).config,
    create: () => manager.consumers.add(stream, wanted),
    update: () => manager.consumers.update(stream, durable, wanted),
  });
}

interface Steps {
  readonly read: () => Promise<object>;
  readonly create: () => Promise<unknown>;
  readonly update: () => Promise<unknown>;
}

async function ensure(
  kind: ProvisionedItem['kind'],
  name: string,
  wanted: object,
  steps: Steps,
): Promise<ProvisionedItem> {
  try {
    return await onceElected(async () => {
      const actual = await steps.read().catch(ifNotFound);
      if (actual && isAsWanted(wanted, actual)) return { kind, name, action: 'unchanged' };
      await (actual ? steps.update() : steps.create());
      return { kind, name, action: actual ? 'updated' : 'created' };
    });
  } catch (cause) {
    throw new ProvisionError(`${kind} ${name}: ${messageOf(cause)}`, { cause });
  }
}

/** Repeats the work while a cluster has no leader that could do it. */
async function onceElected<T>(work: () => Promise<T>): Promise<T> {
  const deadline = performance.now() + ELECTED_WITHIN_MS;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      if (!isUnelected(error) || performance.now() > deadline) throw error;
      await pause(backOffMs(attempt, BACK_OFF));
    }
  }
}

const TIMEOUT: string = ErrorCode.Timeout;

const isUnelected = (error: unknown): boolean =>
  error instanceof NatsError && (error.code === TIMEOUT || NOT_YET.includes(error.jsError()?.err_code));

function ifNotFound(error: unknown): undefined {
  if (error instanceof NatsError && error.jsError()?.code === 404) return undefined;
  throw error;
}

/** Ignores fields that only the server sets. The server leaves out empty texts. */
function isAsWanted(wanted: object, actual: object): boolean {
  const given = actual as Readonly<Record<string, unknown>>;
  return Object.entries(wanted).every(
    ([key, value]) => JSON.stringify(given[key] ?? '') === JSON.stringify(value),
  );
}
