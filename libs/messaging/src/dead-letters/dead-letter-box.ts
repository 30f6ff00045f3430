import { messageOf } from '../messages/failure';
import { headers, JetStreamManager, MsgHdrs, MsgRequest, NatsError, StoredMsg } from 'nats';
import { Broker } from '../connection/broker';
import { BrokerOptions } from '../connection/broker.config';
import { BrokerUnavailableError, DeadLetterError } from '../connection/broker.errors';
import { FIRST_STORED_AT, timeOfHeader } from '../messages/first-stored-at';
import { DEAD_LETTER, isAddedHeader } from './dead-letter-headers';
import { JetStreamPublisher } from '../jetstream-publisher';
import { MessagingEvents } from '../connection/messaging-events';

const CONNECT_TIMEOUT_MS = 10_000;
const REQUEST_TIMEOUT_MS = 5_000;

/** A message that a consumer could not take, as it was parked. */
export interface DeadLetter {
  /** The stream of dead letters that it is in. */
  readonly stream: string;
  /** Its place in that stream, from 1: its name for `find` and `redrive`. */
  readonly sequence: number;
  /** When it was parked, ISO 8601. */
  readonly time: string;
  /** When the message was first stored where it came from, ISO 8601; `time` when the letter does not say. */
  readonly storedAt: string;
  readonly reason: string;
  readonly durable: string;
  /** Where it was before. Empty when it is no message that a consumer parked. */
  readonly origin: { readonly stream: string; readonly subject: string; readonly sequence: number };
  readonly deliveries: number;
  /** Says how much of the payload was kept when it was too large to be kept whole. */
  readonly cut?: string;
  /** Those of its sender. */
  readonly headers: Readonly<Record<string, readonly string[]>>;
  readonly data: Uint8Array;
}

/** Where a dead letter went. */
export interface Redriven {
  readonly stream: string;
  readonly sequence: number;
  /** It had been sent already, by a redrive that ended before the dead letter was removed. */
  readonly duplicate: boolean;
}

/** Reads one stream of dead letters, and sends them again. Needs a user who may use the JetStream API. */
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

  /** How many there are, and the last one's sequence. */
  async extent(): Promise<{ count: number; lastSequence: number }> {
    const { state } = await this.ask((manager) => manager.streams.info(this.stream));
    return { count: state.messages, lastSequence: state.last_seq };
  }

  /** The first one above `after`, or undefined when there is none. Start with 0. */
  next(after: number): Promise<DeadLetter | undefined> {
    // The server knows this form, the client's type does not.
    return this.read({ seq: after + 1, next_by_subj: '>' } as MsgRequest);
  }

  /** Undefined when there is none of that sequence. */
  find(sequence: number): Promise<DeadLetter | undefined> {
    return this.read({ seq: sequence });
  }

  /**
   * Publishes the message where it came from, payload and sender's headers as they were, and removes the dead letter
   * once the broker has stored it. Every consumer of that stream sees it again, as a new message that says when it was
   * first stored. When this ends in
   * between, the dead letter is still there; redriven again within the stream's duplicate window nothing is stored
   * twice, and after it a second time.
   * @throws DeadLetterError when there is none of that sequence, or it cannot be sent again as it was
   * @throws PublishError, BrokerUnavailableError as `JetStreamPublisher.publish`: the dead letter was left
   */
  async redrive(sequence: number): Promise<Redriven> {
    const letter = await this.find(sequence);
    if (!letter) throw new DeadLetterError(`there is no dead letter ${this.stream}/${sequence}`);
    const { origin, headers, data, cut, time, storedAt } = letter;
    if (cut)
      throw new DeadLetterError(
        `dead letter ${this.stream}/${sequence} holds only ${cut}: it cannot be sent again`,
      );
    if (!origin.subject || !origin.stream) {
      throw new DeadLetterError(`dead letter ${this.stream}/${sequence} does not say where it came from`);
    }
    const {
      stream,
      sequence: stored,
      duplicate,
    } = await this.publisher.publish(origin.subject, data, {
      // Not the first one's id, which the stream may still know. The time tells it from one of the same sequence in
      // a stream that was made anew.
      messageId: `redrive:${this.stream}:${sequence}:${time}`,
      headers: { ...headers, [FIRST_STORED_AT]: storedAt, 'Nats-Expected-Stream': origin.stream },
    });
    await this.remove(sequence);
    return { stream, sequence: stored, duplicate };
  }

  close(): Promise<void> {
    return this.broker.close();
  }

  private async read(query: MsgRequest): Promise<DeadLetter | undefined> {
    const stored = await this.ask((manager) => manager.streams.getMessage(this.stream, query).catch(ifNone));
    return stored && asDeadLetter(this.stream, stored);
  }

  /** Somebody else may have been faster. */
  private async remove(sequence: number): Promise<void> {
    await this.ask((manager) => manager.streams.deleteMessage(this.stream, sequence).catch(ifNone));
  }

  /** On the connection of now: the one of before may have ended meanwhile. */
  private async ask<T>(request: (manager: JetStreamManager) => Promise<T>): Promise<T> {
    try {
      const nats = await this.broker.whenConnected(CONNECT_TIMEOUT_MS);
      return await request(await nats.jetstreamManager({ checkAPI: false, timeout: REQUEST_TIMEOUT_MS }));
    } catch (cause) {
      const why = messageOf(cause);
      throw new BrokerUnavailableError(`stream ${this.stream}: ${why}`, { cause });
    }
  }
}

/** JSNoMessageFound, and the answer to removing what is not there (JSSequenceNotFound). */
const NO_SUCH_MESSAGE: readonly number[] = [10037, 10043];

function ifNone(error: unknown): undefined {
  const code: number | undefined = error instanceof NatsError ? error.jsError()?.err_code : undefined;
  if (code !== undefined && NO_SUCH_MESSAGE.includes(code)) return undefined;
  throw error;
}

/** Those of a letter that somebody else wrote may be anything: it must not hide the letters behind it. */
function headersOf(stored: StoredMsg): { header: MsgHdrs; fault?: string } {
  try {
    return { header: stored.header };
  } catch (error) {
    const why = messageOf(error);
    return { header: headers(), fault: `no letter of a consumer: its headers cannot be decoded: ${why}` };
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
