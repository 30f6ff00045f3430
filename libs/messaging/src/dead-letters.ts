import { PublishError } from './broker.errors';
import { DEAD_LETTER, isAddedHeader } from './dead-letter-headers';
import { Poison } from './incoming-message';
import { JetStreamMessage } from './jetstream-message';
import { JetStreamPublisher, PublishOptions } from './jetstream-publisher';

const REASON_LIMIT = 1_000;
/** What remains of a message that with its dead-letter headers would be too large to publish. */
const CUT_PAYLOAD_BYTES = 64 * 1024;

/** Parks what can never be applied: with its reason, its origin, its headers and its payload as it was. */
export class DeadLetters {
  constructor(
    private readonly publisher: JetStreamPublisher,
    private readonly service: string,
  ) {}

  /**
   * Resolves when it is stored. The message id makes a second try store nothing.
   * @throws BrokerUnavailableError, PublishError
   */
  async park(
    consumer: { stream: string; durable: string },
    poison: Poison,
    message: JetStreamMessage,
  ): Promise<void> {
    const subject = `dead-letters.${this.service}.${consumer.durable}`;
    const origin = originHeaders(consumer, poison, message);
    const messageId = `${consumer.stream}:${message.streamSequence}:${consumer.durable}`;
    const whole: PublishOptions = { messageId, headers: { ...keptHeaders(message), ...origin } };
    try {
      await this.publisher.publish(subject, message.data, whole);
    } catch (error) {
      if (!(error instanceof PublishError && error.refusal === 'too-large')) throw error;
      // Better a part of it than a consumer that is stopped by it for ever.
      const cut = { ...origin, [DEAD_LETTER.cut]: `${CUT_PAYLOAD_BYTES} of ${message.data.length} bytes` };
      await this.publisher.publish(subject, message.data.subarray(0, CUT_PAYLOAD_BYTES), {
        messageId,
        headers: cut,
      });
    }
  }
}

function originHeaders(
  consumer: { stream: string; durable: string },
  poison: Poison,
  message: JetStreamMessage,
): Record<string, string> {
  return {
    [DEAD_LETTER.reason]: headerText(poison.reason).slice(0, REASON_LIMIT),
    [DEAD_LETTER.stream]: consumer.stream,
    [DEAD_LETTER.subject]: message.subject,
    [DEAD_LETTER.sequence]: String(message.streamSequence),
    [DEAD_LETTER.durable]: consumer.durable,
    [DEAD_LETTER.time]: new Date().toISOString(),
    [DEAD_LETTER.storedAt]: new Date(message.firstStoredAtMs).toISOString(),
    [DEAD_LETTER.deliveries]: String(message.deliveryCount),
  };
}

/** The sender's headers, except the broker's own: a copied `Nats-Msg-Id` or expectation would act on the copy. */
function keptHeaders(message: JetStreamMessage): Record<string, string[]> {
  const kept: Record<string, string[]> = {};
  for (const [name, values] of message.headers()) {
    if (isAddedHeader(name) || !/^[!-9;-~]+$/.test(name)) continue;
    kept[name] = values.map(headerText);
  }
  const messageId = message.header('Nats-Msg-Id');
  if (messageId) kept[DEAD_LETTER.messageId] = [headerText(messageId)];
  return kept;
}

/** A header is one line: control characters become spaces. */
function headerText(text: string): string {
  return text.replace(/\p{Cc}+/gu, ' ').trim();
}
