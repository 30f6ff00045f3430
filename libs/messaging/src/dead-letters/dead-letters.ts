import { BrokerUnavailableError, PublishError } from '../connection/broker.errors';
import { DEAD_LETTER, isAddedHeader } from './dead-letter-headers';
import { isDefect } from '../messages/failure';
import { Poison } from '../messages/incoming-message';
import { JetStreamMessage } from '../messages/jetstream-message';
import { letterId, letterSubject } from './letter-address';
import { JetStreamPublisher, PublishOptions } from '../jetstream-publisher';

const TEXT_LIMIT = 1_000;
/** A stream stores no more than 64 KB of headers with a message, ours included. */
const KEPT_HEADERS_LENGTH = 16 * 1024;
const RAW_HEADERS_BYTES = 4 * 1024;
/** How much of a payload is kept that cannot be kept whole: less each time, until the broker has room for it. */
const CUT_PAYLOAD_BYTES = [64 * 1024, 1024, 0];

/** A letter as it is published. */
interface Letter {
  readonly data: Uint8Array;
  readonly headers: NonNullable<PublishOptions['headers']>;
}

/** Parks what can never be applied: with its reason, its origin, its headers and its payload as it was. */
export class DeadLetters {
  constructor(
    private readonly publisher: JetStreamPublisher,
    private readonly service: string,
  ) {}

  /**
   * Resolves when it is stored, whole or, when it cannot be kept whole, as much of it as can be kept. The message id
   * makes a second try store nothing.
   * @param notKept called with the reason when something of the message could not be kept
   * @throws BrokerUnavailableError, PublishError: the broker does not take letters now
   */
  async park(
    consumer: { stream: string; durable: string },
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

/** True when any other letter would be refused as well. Everything else is the message's own fault. */
export function isOfTheBroker(error: unknown): boolean {
  if (error instanceof PublishError) return error.refusal !== 'too-large' && error.refusal !== 'invalid';
  return error instanceof BrokerUnavailableError && !isDefect(error.cause);
}

/**
 * The forms of a letter, the best first: whole; cut; and bare, of which nothing but the origin is the message's. Better
 * a part of it than a consumer that is stopped by it for ever.
 */
function lettersOf(
  consumer: { stream: string; durable: string },
  poison: Poison,
  message: JetStreamMessage,
): (() => Letter)[] {
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

function originHeaders(
  consumer: { stream: string; durable: string },
  poison: Poison,
  message: JetStreamMessage,
): Record<string, string> {
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

/** The sender's headers, except the broker's own: a copied `Nats-Msg-Id` or expectation would act on the copy. */
function keptHeaders(message: JetStreamMessage): Record<string, string[]> {
  // Without a prototype, so that a header named __proto__ is a header as any other.
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

/** A header is one line: control characters become spaces. */
function headerText(text: string): string {
  return text.replace(/\p{Cc}+/gu, ' ').trim();
}
