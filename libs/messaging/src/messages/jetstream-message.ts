import { Msg } from 'nats';
import { FIRST_STORED_AT, timeOfHeader } from './first-stored-at';
import { IncomingMessage } from './incoming-message';
import { DecodedHeaders, decodeHeaders } from './message-headers';

const encoder = new TextEncoder();
const ACK = encoder.encode('+ACK');
const WORKING = encoder.encode('+WPI');
const TERM = encoder.encode('+TERM');

/** Whether the durable that delivered a message still exists: its acknowledgement would name that one. */
export interface Incarnation {
  readonly current: boolean;
}

/** Sends an answer on the current connection, which may not be the one that delivered the message. */
export type Respond = (subject: string, answer: Uint8Array) => void;

/** Fields of an ack subject: `$JS.ACK.[<domain>.<account>.]<stream>.<durable>.<deliveries>.<sequence>.<n>.<ns>.<pending>`. */
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

/** Parses the digits in place, without a substring: runs for every message. */
function wholeNumber(text: string, from: number, to: number): number {
  let value = 0;
  for (let at = from; at < to; at++) value = value * 10 + (text.charCodeAt(at) - 48);
  return value;
}

/** A delivered message that can be settled, which only this library does. */
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

  /** Why the message cannot be decoded, and so not be given to a handler; undefined when it can. */
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
    // Any sender can set the header, so it is believed only if it makes the message older.
    return Math.min(storedAtMs, timeOfHeader(this.header(FIRST_STORED_AT)) ?? storedAtMs);
  }

  get deliveryCount(): number {
    return this.parsed().deliveryCount;
  }

  header(name: string): string | undefined {
    const { headers } = this.decoded;
    return headers?.has(name) ? headers.get(name) : undefined;
  }

  /** Every header that can be decoded, with its values in order. */
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

  /** Delivered again, to any instance, after `delayMs`. */
  giveBack(delayMs = 0): void {
    this.settle(encoder.encode(delayMs > 0 ? `-NAK {"delay": ${Math.round(delayMs * 1e6)}}` : '-NAK'));
  }

  /** Restarts its ack wait. */
  working(): void {
    if (!this.settled && this.incarnation.current) this.answer(WORKING);
  }

  private settle(answer: Uint8Array): boolean {
    if (this.settled) return false;
    this.settled = true;
    // A recreated durable counts from 1 again: an answer meant for the old one would settle another message.
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
