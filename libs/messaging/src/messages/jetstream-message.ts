import { Msg } from 'nats';
import { FIRST_STORED_AT, timeOfHeader } from './first-stored-at';
import { IncomingMessage } from './incoming-message';
import { DecodedHeaders, decodeHeaders } from './message-headers';

const encoder = new TextEncoder();
const ACK = encoder.encode('+ACK');
const WORKING = encoder.encode('+WPI');
const TERM = encoder.encode('+TERM');

/** Tells whether what a message's acknowledgement would name still exists. */
export interface Incarnation {
  readonly current: boolean;
}

/** Sends an answer on the connection of now, which need not be the one that the message came over. */
export type Respond = (subject: string, answer: Uint8Array) => void;

/** What an ack subject tells: `$JS.ACK.[<domain>.<account>.]<stream>.<durable>.<deliveries>.<sequence>.<n>.<ns>.<pending>`. */
export interface Delivery {
  readonly streamSequence: number;
  readonly deliveryCount: number;
  readonly storedAtMs: number;
}

export function parseAckSubject(subject: string): Delivery {
  const dots: number[] = [];
  for (let dot = subject.indexOf('.'); dot >= 0; dot = subject.indexOf('.', dot + 1)) dots.push(dot);
  const first = dots.length > 8 ? 6 : 4;
  const numberAt = (index: number, digitsLess = 0) => {
    const before = dots[first + index - 1] ?? -1;
    const after = dots[first + index] ?? subject.length;
    return wholeNumber(subject, before + 1, after - digitsLess);
  };
  return {
    deliveryCount: numberAt(0),
    streamSequence: numberAt(1),
    // Nanoseconds do not fit a double: the last six digits are left out.
    storedAtMs: numberAt(3, 6),
  };
}

/** Of its digits, without cutting them out: this is done for every message. */
function wholeNumber(text: string, from: number, to: number): number {
  let value = 0;
  for (let at = from; at < to; at++) value = value * 10 + (text.charCodeAt(at) - 48);
  return value;
}

/** A delivered message with the means to settle it; those stay inside this library. */
export class JetStreamMessage implements IncomingMessage {
  private delivery?: Delivery;
  private settled = false;
  private readonly decoded: DecodedHeaders;

  constructor(
    private readonly message: Msg,
    private readonly incarnation: Incarnation,
    private readonly respond: Respond,
  ) {
    this.decoded = decodeHeaders(message);
  }

  /** Why this cannot be given to a handler: a part of it cannot be decoded. */
  get fault(): string | undefined {
    return this.decoded.fault;
  }

  get subject(): string {
    return this.message.subject;
  }

  get data(): Uint8Array {
    return this.message.data;
  }

  get streamSequence(): number {
    return this.parsed().streamSequence;
  }

  get storedAtMs(): number {
    return this.parsed().storedAtMs;
  }

  get firstStoredAtMs(): number {
    const { storedAtMs } = this.parsed();
    // Any sender can set the header, so it can make a message older only.
    return Math.min(storedAtMs, timeOfHeader(this.header(FIRST_STORED_AT)) ?? storedAtMs);
  }

  get deliveryCount(): number {
    return this.parsed().deliveryCount;
  }

  header(name: string): string | undefined {
    const { headers } = this.decoded;
    return headers?.has(name) ? headers.get(name) : undefined;
  }

  /** All headers that can be decoded, each with its values in order. */
  headers(): Iterable<[string, string[]]> {
    return this.decoded.headers ?? [];
  }

  /** The headers as they were sent, when they cannot be decoded as a whole. */
  get rawHeaders(): Uint8Array | undefined {
    return this.decoded.raw;
  }

  /** False if it was settled before. */
  ack(): boolean {
    return this.settle(ACK);
  }

  /** Never delivered again. */
  terminate(): void {
    this.settle(TERM);
  }

  /** Delivered again, to whichever instance, after `delayMs`. */
  giveBack(delayMs = 0): void {
    this.settle(encoder.encode(delayMs > 0 ? `-NAK {"delay": ${Math.round(delayMs * 1e6)}}` : '-NAK'));
  }

  /** Starts its ack wait anew. */
  working(): void {
    if (!this.settled && this.incarnation.current) this.answer(WORKING);
  }

  private settle(answer: Uint8Array): boolean {
    if (this.settled) return false;
    this.settled = true;
    // A durable made anew counts from 1 again: an answer to the old one would settle another message.
    if (this.incarnation.current) this.answer(answer);
    return true;
  }

  private answer(answer: Uint8Array): void {
    this.respond(this.message.reply ?? '', answer);
  }

  private parsed(): Delivery {
    return (this.delivery ??= parseAckSubject(this.message.reply ?? ''));
  }
}
