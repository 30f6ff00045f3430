import { FIRST_STORED_AT } from '../messages/first-stored-at';

/** Headers that a dead letter adds to those of the message's sender. */
export const DEAD_LETTER = {
  reason: 'dead-letter-reason',
  stream: 'dead-letter-stream',
  subject: 'dead-letter-subject',
  sequence: 'dead-letter-sequence',
  durable: 'dead-letter-durable',
  time: 'dead-letter-time',
  /** When its original stream first stored the message. */
  storedAt: 'dead-letter-stored-at',
  messageId: 'dead-letter-message-id',
  /** Only a part of the payload could be kept. */
  cut: 'dead-letter-cut',
  /** The beginning of headers that could not be decoded, base64. */
  rawHeaders: 'dead-letter-raw-headers',
  deliveries: 'deliveries',
} as const;

const OWN: ReadonlySet<string> = new Set([...Object.values(DEAD_LETTER), FIRST_STORED_AT]);

/** True for a header that the sender did not write: one of ours, or an instruction to the broker. */
export const isAddedHeader = (name: string): boolean => OWN.has(name) || /^nats-/i.test(name);
