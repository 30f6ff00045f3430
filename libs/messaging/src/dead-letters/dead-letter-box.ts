import { headers, JetStreamManager, MsgHdrs, MsgRequest, NatsError, StoredMsg } from 'nats';
import { Broker } from '../connection/broker';
import { BrokerOptions } from '../connection/broker.config';
import { BrokerUnavailableError, DeadLetterError } from '../connection/broker.errors';
import { MessagingEvents } from '../connection/messaging-events';
import { JetStreamPublisher, PublishAck } from '../jetstream-publisher';
import { messageOf } from '../messages/failure';
import { FIRST_STORED_AT, timeOfHeader } from '../messages/first-stored-at';
import { DEAD_LETTER, isAddedHeader } from './dead-letter-headers';

const CONNECT_TIMEOUT_MS = 10_000;
const REQUEST_TIMEOUT_MS = 5_000;

/** A message that a consumer could not apply, as it was parked. */
export interface DeadLetter {
  /** The stream of dead letters that holds it. */
  readonly stream: string;
  /** Its place in that stream, from 1; `find` and `redrive` take it. */
  readonly sequence: number;
  /** When it was parked, ISO 8601. */
  readonly time: string;
  /** When its original stream first stored the message, ISO 8601; `time` when the letter does not say. */
  readonly storedAt: string;
  readonly reason: string;
  readonly durable: string;
  /** Where the message was before. Empty when no consumer parked it. */
  readonly origin: { readonly stream: string; readonly subject: string; readonly sequence: number };
  readonly deliveries: number;
  /** How much of the payload was kept, when it was too large to be kept whole. */
  readonly cut?: string;
  /** The sender's headers. */
  readonly headers: Readonly<Record<string, readonly string[]>>;
  readonly data: Uint8Array;
}

/** Reads one stream of dead letters, and sends them again. Needs a login that may use the JetStream API. */
export class DeadLetterBox {
  private constructor(
    readonly stream: string,
    private readonly broker: Broker,
    private readonly publisher: JetStreamPublisher,
  ) {}

  /** @throws BrokerUnavailableError when the broker cannot be reached within 10 s */
  static async open(options: BrokerOptions, stream: string): Promise<DeadLetterBox> {
    const broker = new Broker(options, new MessagingEvents());
    broker.start();
    try {
      await broker.whenConnected(CONNECT_TIMEOUT_MS);
      return new DeadLetterBox(stream, broker, new JetStreamPublisher(broker));
    } catch (error) {
      await broker.close();
      throw error;
    }
  }

  /** How many dead letters there are, and the sequence of the last one. */
  async extent(): Promise<{ count: number; lastSequence: number }> {
    const { state } = await this.ask((manager) => manager.streams.info(this.stream));
    return { count: state.messages, lastSequence: state.last_seq };
  }

  /** The first dead letter with a sequence above `after`, or undefined. Start with 0. */
  next(after: number): Promise<DeadLetter | undefined> {
    // The server takes this form; the client's type leaves it out.
    return this.read({ seq: after + 1, next_by_subj: '>' } as MsgRequest);
  }

  /** Undefined when there is no dead letter with that sequence. */
  find(sequence: number): Promise<DeadLetter | undefined> {
    return this.read({ seq: sequence });
  }

  /**
   * Publishes the message to its original stream, with its payload and its sender's headers, and removes the dead letter
   * once the broker has stored it. Every consumer of that stream sees it again, as a new message that says when it was
   * first stored. If the process ends in between, the dead letter remains; redriving it again within the stream's
   * duplicate window stores nothing twice, and after that window stores it a second time.
   * @returns where the message is now; `duplicate` when an earlier redrive had already sent it
   * @throws DeadLetterError when there is no dead letter with that sequence, or it cannot be sent again as it was
   * @throws PublishError, BrokerUnavailableError as `JetStreamPublisher.publish`: the dead letter remains
   */
  async redrive(sequence: number): Promise<PublishAck> {
    const letter = await this.find(sequence);
    if (!letter) throw new DeadLetterError(`there is no dead letter ${this.stream}/${sequence}`);
    const { origin, headers, data, cut, time, storedAt } = letter;
    const name = `dead letter ${this.stream}/${sequence}`;
    if (cut) throw new DeadLetterError(`${name} holds only ${cut}: it cannot be sent again`);
    if (!origin.subject || !origin.stream) {
      throw new DeadLetterError(`${name} does not say where it came from`);
    }
    const stored = await this.publisher.publish(origin.subject, data, {
      // The stream may still know the original id. The time distinguishes letters of the same sequence when the stream
      // of letters was recreated.
      messageId: `redrive:${this.stream}:${sequence}:${time}`,
      headers: { ...headers, [FIRST_STORED_AT]: storedAt, 'Nats-Expected-Stream': origin.stream },
    });
    await this.remove(sequence);
    return stored;
  }

  close(): Promise<void> {
    return this.broker.close();
  }

  private async read(query: MsgRequest): Promise<DeadLetter | undefined> {
    const stored = await this.ask((manager) => manager.streams.getMessage(this.stream, query).catch(ifNone));
    return stored && asDeadLetter(this.stream, stored);
  }

  /** Succeeds even if somebody else has removed it meanwhile. */
  private async remove(sequence: number): Promise<void> {
    await this.ask((manager) => manager.streams.deleteMessage(this.stream, sequence).catch(ifNone));
  }

  /** Uses the current connection: an earlier one may have ended meanwhile. */
  private async ask<T>(request: (manager: JetStreamManager) => Promise<T>): Promise<T> {
    try {
      const nats = await this.broker.whenConnected(CONNECT_TIMEOUT_MS);
      return await request(await nats.jetstreamManager({ checkAPI: false, timeout: REQUEST_TIMEOUT_MS }));
    } catch (cause) {
      throw new BrokerUnavailableError(`stream ${this.stream}: ${messageOf(cause)}`, { cause });
    }
  }
}

/** JSNoMessageFound, and JSSequenceNotFound: the answer to removing a message that does not exist. */
const NO_SUCH_MESSAGE: readonly number[] = [10037, 10043];

function ifNone(error: unknown): undefined {
  const code: number | undefined = error instanceof NatsError ? error.jsError()?.err_code : undefined;
  if (code !== undefined && NO_SUCH_MESSAGE.includes(code)) return undefined;
  throw error;
}

/** A letter that somebody else wrote may have headers that cannot be decoded: it must not hide the letters behind it. */
function headersOf(stored: StoredMsg): { header: MsgHdrs; fault?: string } {
  try {
    return { header: stored.header };
  } catch (error) {
    const fault = `no letter of a consumer: its headers cannot be decoded: ${messageOf(error)}`;
    return { header: headers(), fault };
  }
}

function asDeadLetter(stream: string, stored: StoredMsg): DeadLetter {
  const { seq, data, timestamp } = stored;
  const { header, fault } = headersOf(stored);
  const kept = [...header].filter(([name]) => !isAddedHeader(name));
  const cut = header.get(DEAD_LETTER.cut);
  const time = header.get(DEAD_LETTER.time) || timestamp;
  const storedAtMs = timeOfHeader(header.get(DEAD_LETTER.storedAt));
  return {
    stream,
    sequence: seq,
    time,
    storedAt: storedAtMs === undefined ? time : new Date(storedAtMs).toISOString(),
    reason: fault ?? header.get(DEAD_LETTER.reason),
    durable: header.get(DEAD_LETTER.durable),
    origin: {
      stream: header.get(DEAD_LETTER.stream),
      subject: header.get(DEAD_LETTER.subject),
      sequence: Number(header.get(DEAD_LETTER.sequence)),
    },
    deliveries: Number(header.get(DEAD_LETTER.deliveries)),
    ...(cut && { cut }),
    headers: Object.fromEntries(kept),
    data,
  };
}
