import { Durable } from '../connection/broker.config';
import { BrokerUnavailableError, PublishError } from '../connection/broker.errors';
import { JetStreamPublisher, PublishOptions } from '../jetstream-publisher';
import { isDefect } from '../messages/failure';
import { Poison } from '../messages/incoming-message';
import { JetStreamMessage } from '../messages/jetstream-message';
import { DEAD_LETTER, isAddedHeader } from './dead-letter-headers';
import { letterId, letterSubject } from './letter-address';

const TEXT_LIMIT = 1_000;
/** A stream stores no more than 64 KB of headers with a message, ours included. */
const KEPT_HEADERS_LENGTH = 16 * 1024;
const RAW_HEADERS_BYTES = 4 * 1024;
/** How much is kept of a payload that cannot be kept whole: less each time, until the broker has room for it. */
const CUT_PAYLOAD_BYTES = [64 * 1024, 1024, 0];

/** A letter as it is published. */
interface Letter {
  readonly data: Uint8Array;
  readonly headers: NonNullable<PublishOptions['headers']>;
}

/** Parks messages that can never be applied, each with its reason, origin, headers and payload. */
export class DeadLetters {
  constructor(
    private readonly publisher: JetStreamPublisher,
    private readonly service: string,
  ) {}

  /**
   * Resolves when the letter is stored: whole, or else as much of it as can be kept. The message id makes a retry store
   * nothing.
   * @param notKept gets the reason when a part of the message could not be kept
   * @throws BrokerUnavailableError, PublishError when the broker takes no letters now
   */
  async park(
    consumer: Durable,
    poison: Poison,
    message: JetStreamMessage,
    notKept: (error: unknown) => void = () => undefined,
  ): Promise<void> {
    const subject = letterSubject(this.service, consumer, message);
    const messageId = letterId(consumer, message);
    const forms = lettersOf(consumer, poison, message);
    for (const [at, letter] of forms.entries()) {
      try {
        const { data, headers } = letter();
        await this.publisher.publish(subject, data, { messageId, headers });
        return;
      } catch (error) {
        if (at === forms.length - 1 || isOfTheBroker(error)) throw error;
        notKept(error);
      }
    }
  }
}

/** True when the broker would refuse any other letter as well. All other errors are the message's own fault. */
export function isOfTheBroker(error: unknown): boolean {
  if (error instanceof PublishError) return error.refusal !== 'too-large' && error.refusal !== 'invalid';
  return error instanceof BrokerUnavailableError && !isDefect(error.cause);
}

/**
 * The forms of a letter, the best first: whole, then cut shorter and shorter, at last without payload. Keeping a part is
 * better than a message that blocks its consumer for ever.
 */
function lettersOf(consumer: Durable, poison: Poison, message: JetStreamMessage): (() => Letter)[] {
  const whole = (): Letter => ({
    data: message.data,
    headers: { ...keptHeaders(message), ...originHeaders(consumer, poison, message) },
  });
  const cut = (bytes: number) => (): Letter => ({
    data: message.data.subarray(0, bytes),
    headers: {
      ...originHeaders(consumer, poison, message),
      [DEAD_LETTER.cut]: `${Math.min(bytes, message.data.length)} of ${message.data.length} bytes`,
    },
  });
  return [whole, ...CUT_PAYLOAD_BYTES.map(cut)];
}

function originHeaders(consumer: Durable, poison: Poison, message: JetStreamMessage): Record<string, string> {
  return {
    [DEAD_LETTER.reason]: headerText(poison.reason).slice(0, TEXT_LIMIT),
    [DEAD_LETTER.stream]: consumer.stream,
    [DEAD_LETTER.subject]: headerText(message.subject),
    [DEAD_LETTER.sequence]: String(message.streamSequence),
    [DEAD_LETTER.durable]: consumer.durable,
    [DEAD_LETTER.time]: new Date().toISOString(),
    [DEAD_LETTER.storedAt]: new Date(message.firstStoredAtMs).toISOString(),
    [DEAD_LETTER.deliveries]: String(message.deliveryCount),
  };
}

/** The sender's headers without the broker's: a copied `Nats-Msg-Id` or expectation would act on the letter. */
function keptHeaders(message: JetStreamMessage): Record<string, string[]> {
  // Without a prototype, a header named __proto__ is a header like any other.
  const kept = Object.create(null) as Record<string, string[]>;
  let length = 0;
  for (const [name, values] of message.headers()) {
    if (isAddedHeader(name) || !/^[!-9;-~]+$/.test(name)) continue;
    const texts = values.map(headerText);
    length += texts.reduce((sum, text) => sum + name.length + text.length, 0);
    if (length > KEPT_HEADERS_LENGTH) break;
    kept[name] = texts;
  }
  const messageId = message.header('Nats-Msg-Id');
  if (messageId) kept[DEAD_LETTER.messageId] = [headerText(messageId).slice(0, TEXT_LIMIT)];
  const { rawHeaders } = message;
  if (rawHeaders) {
    const raw = Buffer.from(rawHeaders.subarray(0, RAW_HEADERS_BYTES)).toString('base64');
    kept[DEAD_LETTER.rawHeaders] = [raw];
  }
  return kept;
}

/** Replaces control characters with spaces, since a header is one line. */
function headerText(text: string): string {
  return text.replace(/\p{Cc}+/gu, ' ').trim();
}
