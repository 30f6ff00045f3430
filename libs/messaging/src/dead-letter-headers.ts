/** What a dead letter tells of itself, beside the headers that its sender gave the message. */
export const DEAD_LETTER = {
  reason: 'dead-letter-reason',
  stream: 'dead-letter-stream',
  subject: 'dead-letter-subject',
  sequence: 'dead-letter-sequence',
  durable: 'dead-letter-durable',
  time: 'dead-letter-time',
  /** When the message was stored where it came from, for the first time. */
  storedAt: 'dead-letter-stored-at',
  messageId: 'dead-letter-message-id',
  /** Only a part of the payload could be kept. */
  cut: 'dead-letter-cut',
  /** The beginning of headers that could not be decoded, base64. */
  rawHeaders: 'dead-letter-raw-headers',
  deliveries: 'deliveries',
} as const;

/** On a message that was sent again: when it was stored for the first time, as `Date.toISOString` writes it. */
export const FIRST_STORED_AT = 'first-stored-at';

const OWN: ReadonlySet<string> = new Set([...Object.values(DEAD_LETTER), FIRST_STORED_AT]);

const ISO_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

/** In ms since 1970; undefined when there is none, or it is no time in that form. */
export function timeOfHeader(text: string | undefined): number | undefined {
  if (text === undefined || !ISO_TIME.test(text)) return undefined;
  const ms = Date.parse(text);
  return Number.isNaN(ms) ? undefined : ms;
}

/** True for a header that the sender did not give: ours, or one by which the broker is told what to do. */
export const isAddedHeader = (name: string): boolean => OWN.has(name) || /^nats-/i.test(name);
