import { Broker } from './connection/broker';
import { BrokerOptions, Durable } from './connection/broker.config';
import { BrokerUnavailableError } from './connection/broker.errors';
import { MessagingEvents } from './connection/messaging-events';
import { messageOf } from './messages/failure';

const CONNECT_TIMEOUT_MS = 10_000;
const REQUEST_TIMEOUT_MS = 5_000;

/** JSStreamNotFound, JSNoMessageFound, JSSequenceNotFound. */
const NOTHING_THERE: readonly number[] = [10059, 10037, 10043];

export interface StoredMessage {
  readonly subject: string;
  readonly sequence: number;
  /** As they stand in the stream; decoding could fail. */
  readonly headers: string;
  readonly data: Buffer;
}

interface ApiAnswer {
  readonly error?: { readonly err_code: number; readonly description: string };
  readonly message?: { subject: string; seq: number; hdrs?: string; data?: string };
  readonly state?: { last_seq: number };
  readonly ack_floor?: { stream_seq: number };
}

const bytesOf = (base64 = ''): Buffer => Buffer.from(base64, 'base64');

/** Finds and erases messages of streams. Needs a login that may use the JetStream API. A missing stream is empty. */
export class StoredMessages {
  private constructor(private readonly broker: Broker) {}

  /** @throws BrokerUnavailableError when the broker cannot be reached within 10 s */
  static async open(options: BrokerOptions): Promise<StoredMessages> {
    const broker = new Broker(options, new MessagingEvents());
    broker.start();
    try {
      await broker.whenConnected(CONNECT_TIMEOUT_MS);
      return new StoredMessages(broker);
    } catch (error) {
      await broker.close();
      throw error;
    }
  }

  /** The newest message of a subject. */
  newest(stream: string, subject: string): Promise<StoredMessage | undefined> {
    return this.message(stream, { last_by_subj: subject });
  }

  /** Whether the consumer has acknowledged everything up to this sequence of its stream. */
  async hasPassed({ stream, durable }: Durable, sequence: number): Promise<boolean> {
    const answer = await this.ask(`CONSUMER.INFO.${stream}.${durable}`);
    return (answer?.ack_floor?.stream_seq ?? 0) >= sequence;
  }

  /**
   * Erases the messages that are in the stream now and match: they can no longer be read, and the server overwrites them
   * in its files.
   * @param subjects may contain wildcards
   * @returns how many were erased
   */
  async erase(
    stream: string,
    subjects: string,
    isMeant: (message: StoredMessage) => boolean,
  ): Promise<number> {
    const { state } = (await this.ask(`STREAM.INFO.${stream}`)) ?? {};
    let [erased, next] = [0, 1];
    while (next <= (state?.last_seq ?? 0)) {
      const message = await this.message(stream, { seq: next, next_by_subj: subjects });
      if (!message) break;
      if (isMeant(message)) {
        await this.ask(`STREAM.MSG.DELETE.${stream}`, { seq: message.sequence, no_erase: false });
        erased += 1;
      }
      next = message.sequence + 1;
    }
    return erased;
  }

  close(): Promise<void> {
    return this.broker.close();
  }

  private async message(stream: string, query: object): Promise<StoredMessage | undefined> {
    const { message } = (await this.ask(`STREAM.MSG.GET.${stream}`, query)) ?? {};
    if (!message) return undefined;
    const { subject, seq, hdrs, data } = message;
    return { subject, sequence: seq, headers: bytesOf(hdrs).toString(), data: bytesOf(data) };
  }

  /** Undefined when there is no such message or stream. */
  private async ask(request: string, query?: object): Promise<ApiAnswer | undefined> {
    try {
      const nats = await this.broker.whenConnected(CONNECT_TIMEOUT_MS);
      const payload = query ? JSON.stringify(query) : '';
      const reply = await nats.request(`$JS.API.${request}`, payload, { timeout: REQUEST_TIMEOUT_MS });
      const answer = reply.json<ApiAnswer>();
      if (!answer.error) return answer;
      if (NOTHING_THERE.includes(answer.error.err_code)) return undefined;
      throw new Error(answer.error.description);
    } catch (cause) {
      throw new BrokerUnavailableError(`${request}: ${messageOf(cause)}`, { cause });
    }
  }
}
