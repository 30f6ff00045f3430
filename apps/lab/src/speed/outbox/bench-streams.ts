import { RIDE_EVENTS, STREAMS } from '@ride-hailing/contracts';
import type { Stack } from '@ride-hailing/stack';
import { connect, DiscardPolicy, nanos, type NatsConnection, RetentionPolicy, StorageType } from 'nats';
import { LabError } from '../../lab.errors';
import type { RunContext } from '../../runner/experiment';

const REQUEST_WITHIN_MS = 10_000;
const MIB = 1024 * 1024;

export interface StoredMessage {
  readonly sequence: number;
  readonly messageId: string;
  readonly subject: string;
  readonly text: string;
  /** ms since 1970, by the broker's clock. */
  readonly storedAt: number;
}

export interface BrokerLogin {
  readonly url: string;
  readonly user: string;
  readonly password: string;
}

export const operatorOf = (stack: Stack): BrokerLogin => ({
  url: stack.natsUrl,
  ...stack.credentials('operator'),
});

export const connectTo = ({ url, user, password }: BrokerLogin): Promise<NatsConnection> =>
  connect({ servers: url, user, pass: password, inboxPrefix: `_INBOX_${user}`, noAsyncTraces: true });

/** The streams that are published into, seen by the operator. */
export class BenchStreams {
  private constructor(private readonly nats: NatsConnection) {}

  static async connect({ belongings }: RunContext, stack: Stack): Promise<BenchStreams> {
    const nats = await connectTo(operatorOf(stack));
    belongings.own({ stop: () => nats.close() });
    return new BenchStreams(nats);
  }

  /** A stream like that of the ride events, with subjects of its own. */
  async makeLike(name: string, subjects: string): Promise<void> {
    const like = STREAMS.find((stream) => stream.name === RIDE_EVENTS);
    if (!like) throw new LabError(`there is no stream ${RIDE_EVENTS} to be like`);
    await (
      await this.manager()
    ).streams.add({
      name,
      subjects: [subjects],
      storage: StorageType.File,
      retention: RetentionPolicy.Limits,
      discard: DiscardPolicy.New,
      max_age: nanos(like.maxAgeMs),
      max_bytes: 256 * MIB,
      duplicate_window: nanos(like.duplicateWindowMs),
    });
  }

  async purge(name: string): Promise<void> {
    await (await this.manager()).streams.purge(name);
  }

  async count(name: string): Promise<number> {
    return (await (await this.manager()).streams.info(name)).state.messages;
  }

  /** All that it holds, oldest first. */
  async read(name: string): Promise<StoredMessage[]> {
    const expected = await this.count(name);
    const stored: StoredMessage[] = [];
    if (expected === 0) return stored;
    const consumer = await this.nats.jetstream({ timeout: REQUEST_WITHIN_MS }).consumers.get(name);
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

  private manager() {
    return this.nats.jetstreamManager({ timeout: REQUEST_WITHIN_MS });
  }
}
