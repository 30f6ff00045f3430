import {
  AckPolicy,
  ConsumerConfig,
  DeliverPolicy,
  DiscardPolicy,
  JetStreamManager,
  nanos,
  NatsError,
  ReplayPolicy,
  RetentionPolicy,
  StorageType,
  StreamConfig,
} from 'nats';
import { Broker } from './connection/broker';
import { BrokerOptions } from './connection/broker.config';
import { ProvisionError } from './connection/broker.errors';
import { MessagingEvents } from './connection/messaging-events';
import { messageOf } from './messages/failure';

const CONNECT_TIMEOUT_MS = 30_000;
const REQUEST_TIMEOUT_MS = 10_000;

export interface StreamDefinition {
  readonly name: string;
  readonly subjects: readonly string[];
  readonly storage: 'file' | 'memory';
  readonly maxAgeMs: number;
  readonly maxBytes: number;
  /** When the stream is full, `old` drops the oldest message and `new` refuses the publish. */
  readonly discard: 'old' | 'new';
  readonly duplicateWindowMs: number;
  readonly description?: string;
  /** The stream drops the oldest message of a subject that has more. */
  readonly mostPerSubject?: number;
  /** The stream refuses a larger message; the size includes headers. */
  readonly mostMessageBytes?: number;
  /** Keeps only the newest message of each subject, and allows reading it by subject, as `KeyValueBucket` needs. */
  readonly newestPerSubject?: boolean;
  /** Lets a message replace the earlier ones of its subject, as `ObjectBucket` needs. */
  readonly objects?: boolean;
}

/** A durable pull consumer of a whole stream, with explicit acks and unlimited deliveries. */
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
 * @throws BrokerUnavailableError when the broker cannot be reached within 30 s
 * @throws ProvisionError naming the stream or consumer, for instance when its storage would have to change
 */
export async function provision(
  options: BrokerOptions,
  streams: readonly StreamDefinition[],
  consumers: readonly ConsumerDefinition[],
): Promise<ProvisionedItem[]> {
  const broker = new Broker(options, new MessagingEvents());
  broker.start();
  try {
    const nats = await broker.whenConnected(CONNECT_TIMEOUT_MS);
    const manager = await nats.jetstreamManager({ checkAPI: false, timeout: REQUEST_TIMEOUT_MS });
    const report: ProvisionedItem[] = [];
    for (const stream of streams) report.push(await provisionStream(manager, stream));
    for (const consumer of consumers) report.push(await provisionConsumer(manager, consumer));
    return report;
  } finally {
    await broker.close();
  }
}

function streamConfig(stream: StreamDefinition) {
  return {
    name: stream.name,
    description: stream.description ?? '',
    subjects: [...stream.subjects],
    storage: stream.storage === 'file' ? StorageType.File : StorageType.Memory,
    retention: RetentionPolicy.Limits,
    max_age: nanos(stream.maxAgeMs),
    max_bytes: stream.maxBytes,
    discard: stream.discard === 'old' ? DiscardPolicy.Old : DiscardPolicy.New,
    duplicate_window: nanos(stream.duplicateWindowMs),
    max_msgs_per_subject: stream.mostPerSubject ?? -1,
    max_msg_size: stream.mostMessageBytes ?? -1,
    ...(stream.newestPerSubject && { max_msgs_per_subject: 1, allow_direct: true }),
    ...(stream.objects && { allow_rollup_hdrs: true, allow_direct: true }),
  } satisfies Partial<StreamConfig>;
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
): Promise<ProvisionedItem> {
  const wanted = streamConfig(stream);
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
    const actual = await steps.read().catch(ifNotFound);
    if (actual && isAsWanted(wanted, actual)) return { kind, name, action: 'unchanged' };
    await (actual ? steps.update() : steps.create());
    return { kind, name, action: actual ? 'updated' : 'created' };
  } catch (cause) {
    throw new ProvisionError(`${kind} ${name}: ${messageOf(cause)}`, { cause });
  }
}

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
