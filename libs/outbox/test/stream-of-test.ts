import { connect, type JetStreamManager, type NatsConnection } from 'nats';
import { type BrokerOptions, provision } from '@ride-hailing/messaging';
import { eventually, type HistoryEntry } from '@ride-hailing/testing';

export interface StoredEvent extends HistoryEntry {
  readonly messageId: string;
  readonly headers: Record<string, string>;
  readonly data: string;
}

const PROBE = 'probe';

/** A stream that one test uses alone, and a reader of everything that it holds. */
export class StreamOfTest {
  private constructor(
    readonly name: string,
    private readonly login: BrokerOptions,
    private readonly nats: NatsConnection,
  ) {}

  static async make(name: string, login: BrokerOptions, duplicateWindowMs = 120_000): Promise<StreamOfTest> {
    const { url, user, password } = login;
    const nats = await connect({
      servers: url,
      user,
      pass: password,
      inboxPrefix: `_INBOX_${user}`,
      maxReconnectAttempts: -1,
      reconnectTimeWait: 100,
    });
    const stream = new StreamOfTest(name, login, nats);
    await stream.provision(duplicateWindowMs);
    return stream;
  }

  async provision(duplicateWindowMs = 120_000): Promise<void> {
    const definition = {
      name: this.name,
      subjects: [`${this.name}.*`],
      storage: 'file' as const,
      maxAgeMs: 3_600_000,
      maxBytes: 64 * 1024 * 1024,
      discard: 'new' as const,
      duplicateWindowMs,
    };
    await provision(this.login, [definition], []);
  }

  subject(aggregateId: string): string {
    return `${this.name}.${aggregateId}`;
  }

  async count(): Promise<number> {
    const manager = await this.manager();
    return (await manager.streams.info(this.name)).state.messages;
  }

  /** The stream sequences of the first and the last message. */
  async extent(): Promise<{ first: number; last: number }> {
    const { state } = await (await this.manager()).streams.info(this.name);
    return { first: state.first_seq, last: state.last_seq };
  }

  async purge(): Promise<void> {
    await (await this.manager()).streams.purge(this.name);
  }

  /** All stored events, oldest first, without the probes of `forgetMessageIds`. */
  async read(): Promise<StoredEvent[]> {
    const expected = await this.count();
    const events: StoredEvent[] = [];
    let seen = 0;
    if (expected === 0) return events;
    const consumer = await this.nats.jetstream({ timeout: 10_000 }).consumers.get(this.name);
    for await (const message of await consumer.consume()) {
      const data = message.string();
      const { version } = JSON.parse(data) as { version: number };
      const headers = Object.fromEntries(
        (message.headers?.keys() ?? []).map((key) => [key, message.headers?.get(key) ?? '']),
      );
      const aggregateId = message.subject.slice(this.name.length + 1);
      seen += 1;
      if (aggregateId !== PROBE)
        events.push({ aggregateId, version, messageId: headers['Nats-Msg-Id'] ?? '', headers, data });
      if (seen >= expected) break;
    }
    return events;
  }

  /** Waits until the stream accepts a message id that it has already stored. */
  async forgetMessageIds(windowMs: number): Promise<void> {
    const jetstream = this.nats.jetstream();
    const msgID = 'is-it-forgotten';
    await jetstream.publish(this.subject(PROBE), '{"version": 1}', { msgID });
    await eventually(
      async () => !(await jetstream.publish(this.subject(PROBE), '{"version": 1}', { msgID })).duplicate,
      { timeoutMs: windowMs + 5_000 },
    );
  }

  async delete(): Promise<void> {
    await (await this.manager()).streams.delete(this.name);
  }

  async close(): Promise<void> {
    await this.nats.close();
  }

  private manager(): Promise<JetStreamManager> {
    return this.nats.jetstreamManager({ timeout: 10_000 });
  }
}
