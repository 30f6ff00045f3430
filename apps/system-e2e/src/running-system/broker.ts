import { serversOf } from '@ride-hailing/addresses';
import { filesIn } from '@ride-hailing/certificates';
import {
  connect,
  type JetStreamClient,
  type JetStreamManager,
  type NatsConnection,
  type StoredMsg,
} from 'nats';

const IN_FLIGHT = 1_000;
const REQUEST_WITHIN_MS = 10_000;

export interface BrokerLogin {
  readonly url: string;
  readonly user: string;
  readonly password: string;
  /** The folder of the client's certificates. */
  readonly tlsFolder?: string;
}

/** A client of the system's broker with the permissions of one of its users. */
export class BrokerClient {
  private constructor(
    readonly connection: NatsConnection,
    readonly jetstream: JetStreamClient,
  ) {}

  static async connect({ url, user, password, tlsFolder }: BrokerLogin): Promise<BrokerClient> {
    const connection = await connect({
      servers: serversOf(url),
      user,
      pass: password,
      ...(tlsFolder && { tls: filesIn(tlsFolder) }),
      inboxPrefix: `_INBOX_${user}`,
      maxReconnectAttempts: -1,
      reconnectTimeWait: 100,
      timeout: REQUEST_WITHIN_MS,
    });
    return new BrokerClient(connection, connection.jetstream({ timeout: REQUEST_WITHIN_MS }));
  }

  /** Publishes all messages and waits for the stream's acknowledgements, with at most 1,000 in flight. */
  async publishAll(messages: readonly { subject: string; data: Uint8Array | string }[]): Promise<void> {
    for (let from = 0; from < messages.length; from += IN_FLIGHT) {
      const chunk = messages.slice(from, from + IN_FLIGHT);
      await Promise.all(chunk.map(({ subject, data }) => this.jetstream.publish(subject, data)));
    }
  }

  manager(): Promise<JetStreamManager> {
    return this.connection.jetstreamManager({ timeout: REQUEST_WITHIN_MS });
  }

  /** All messages of a stream, oldest first. */
  async messagesOf(stream: string): Promise<StoredMsg[]> {
    const manager = await this.manager();
    const { state } = await manager.streams.info(stream);
    if (state.messages === 0) return [];
    const messages: StoredMsg[] = [];
    for (let seq = state.first_seq; seq <= state.last_seq; seq += 1) {
      messages.push(await manager.streams.getMessage(stream, { seq }));
    }
    return messages;
  }

  close(): Promise<void> {
    return this.connection.close();
  }
}
