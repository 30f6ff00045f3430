import { readCertificates } from '@ride-hailing/certificates';
import { driverUpdateSubject } from '@ride-hailing/contracts';
import type { Stack } from '@ride-hailing/stack';
import { aDriverUpdate } from '@ride-hailing/testing';
import {
  connect,
  type ConsumerInfo,
  type JetStreamManager,
  type NatsConnection,
  type StreamInfo,
} from 'nats';

const REQUEST_WITHIN_MS = 10_000;
const MIB = 1024 * 1024;

type Login = Parameters<Stack['credentials']>[0];

/** A consumer of a stream, by the names that the broker has for them. */
export interface Durable {
  readonly stream: string;
  readonly durable: string;
}

export interface StoredMessage {
  readonly sequence: number;
  readonly messageId: string;
  readonly subject: string;
  readonly text: string;
  /** ms since 1970, by the broker's clock. */
  readonly storedAt: number;
}

/** Shows the login's certificate where the system has certificates. */
export async function login(stack: Stack, user: Login): Promise<NatsConnection> {
  const { password } = stack.credentials(user);
  const folder = stack.tlsFolder(user);
  const shown = folder ? readCertificates(folder) : undefined;
  return connect({
    servers: stack.natsUrl,
    user,
    pass: password,
    inboxPrefix: `_INBOX_${user}`,
    ...(shown && { tls: { ca: String(shown.ca), cert: String(shown.cert), key: String(shown.key) } }),
    maxReconnectAttempts: -1,
    reconnectTimeWait: 100,
    timeout: REQUEST_WITHIN_MS,
  });
}

/** Speaks for the drivers' phones and looks into the streams, as the operator; past all proxies. */
export class LabBroker {
  private constructor(
    private readonly operator: NatsConnection,
    readonly manager: JetStreamManager,
  ) {}

  static async connect(stack: Stack): Promise<LabBroker> {
    const operator = await login(stack, 'operator');
    const manager = await operator.jetstreamManager({ timeout: REQUEST_WITHIN_MS });
    return new LabBroker(operator, manager);
  }

  /** Each driver's first update: known from here on, and free. */
  async introduce(driverIds: readonly string[]): Promise<void> {
    const jetstream = this.operator.jetstream({ timeout: REQUEST_WITHIN_MS });
    const update = (driverId: string) => JSON.stringify(aDriverUpdate({ driverId, sequence: Date.now() }));
    await Promise.all(
      driverIds.map((driverId) => jetstream.publish(driverUpdateSubject(driverId), update(driverId))),
    );
  }

  /** All streams, those of buckets and object stores too. */
  async streams(): Promise<StreamInfo[]> {
    const found: StreamInfo[] = [];
    for await (const stream of this.manager.streams.list()) found.push(stream);
    return found;
  }

  /** Raises the bytes that a stream keeps, as an operator does when the default is too little. */
  async allow(stream: string, bytes: number): Promise<void> {
    await this.manager.streams.update(stream, { max_bytes: bytes });
  }

  /** A stream like one of the project's, with subjects of its own. */
  async addLike(like: string, name: string, subject: string): Promise<void> {
    const { storage, retention, discard, max_age, duplicate_window } = (await this.manager.streams.info(like))
      .config;
    await this.manager.streams.add({
      ...{ name, subjects: [subject], max_bytes: 256 * MIB },
      ...{ storage, retention, discard, max_age, duplicate_window },
    });
  }

  /** A durable like one of the project's. */
  async addDurable({ stream, durable }: Durable, like: Durable): Promise<void> {
    const model = await this.manager.consumers.info(like.stream, like.durable);
    await this.manager.consumers.add(stream, { ...settable(model), durable_name: durable });
  }

  /** Deletes the durable and makes it again with the same settings, so that it gets every message of the stream once more. */
  async rewind({ stream, durable }: Durable): Promise<void> {
    const known = await this.manager.consumers.info(stream, durable);
    await this.manager.consumers.delete(stream, durable);
    await this.manager.consumers.add(stream, settable(known));
  }

  async count(stream: string): Promise<number> {
    return (await this.manager.streams.info(stream)).state.messages;
  }

  /** All that the stream holds, oldest first. */
  async stored(stream: string): Promise<StoredMessage[]> {
    const expected = await this.count(stream);
    const stored: StoredMessage[] = [];
    if (expected === 0) return stored;
    const consumer = await this.operator.jetstream({ timeout: REQUEST_WITHIN_MS }).consumers.get(stream);
    for await (const message of await consumer.consume({ max_messages: 5_000 })) {
      stored.push({
        sequence: message.seq,
        messageId: message.headers?.get('Nats-Msg-Id') ?? '',
        subject: message.subject,
        text: message.string(),
        storedAt: message.info.timestampNanos / 1e6,
      });
      if (stored.length === expected) break;
    }
    return stored;
  }

  async close(): Promise<void> {
    await this.operator.close();
  }
}

/** Without what the server adds of its own, and does not take back. */
function settable({ config }: ConsumerInfo) {
  const { ack_policy, ack_wait, deliver_policy, replay_policy, max_deliver, max_ack_pending } = config;
  const { durable_name, description } = config;
  return {
    ...{ durable_name, description, ack_policy, ack_wait, deliver_policy, replay_policy },
    ...{ max_deliver, max_ack_pending },
  };
}
