/** A message as a batch handler sees it. Headers and numbers are parsed on first use. */
export interface IncomingMessage {
  readonly subject: string;
  readonly data: Uint8Array;
  /** First value of a header, or undefined. Names are case-sensitive. */
  header(name: string): string | undefined;
  /** Place in the stream, from 1. */
  readonly streamSequence: number;
  /** When the server stored it, ms since 1970. */
  readonly storedAtMs: number;
  /**
   * When the server first stored it, ms since 1970: never later than `storedAtMs`, and earlier for a message that was
   * sent again from the dead letters. Judge a message's age by this.
   */
  readonly firstStoredAtMs: number;
  /** 1 on the first delivery. */
  readonly deliveryCount: number;
}

/** A message that can never be applied, and why. It becomes a dead letter. */
export interface Poison {
  readonly message: IncomingMessage;
  readonly reason: string;
}

/**
 * Handles a batch, and decides by its outcome what becomes of the messages:
 * - returns: every message is acknowledged, except those it names as poison, which become dead letters;
 * - throws an error for which the consumer's `isDataError` is true: the batch is halved and retried until the culprit
 *   is alone, and the culprit becomes a dead letter;
 * - throws an error for which `isTooSlow` is true: the batch is retried in smaller parts, and batches stay smaller
 *   until some have succeeded; a single message that is too slow is held as in an outage;
 * - throws what JavaScript throws when code meets a value that it was not written for (TypeError, RangeError and the
 *   like): as for a data error, but the culprit becomes a dead letter only if other messages succeed meanwhile;
 * - throws anything else (an outage): the batch is held and retried in place until it succeeds.
 *
 * A message can be delivered more than once, so a handler must be idempotent. A message whose headers cannot be decoded
 * becomes a dead letter without reaching the handler.
 */
export type BatchHandler = (batch: readonly IncomingMessage[]) => Promise<readonly Poison[] | void>;
