/** A message as a batch handler sees it. The headers and numbers are parsed only when they are asked for. */
export interface IncomingMessage {
  readonly subject: string;
  readonly data: Uint8Array;
  /** First value of a header, or undefined. Names are compared as they were sent. */
  header(name: string): string | undefined;
  /** Place in the stream, from 1. */
  readonly streamSequence: number;
  /** When the server stored it, in ms since 1970. */
  readonly storedAtMs: number;
  /**
   * When the server stored it for the first time, in ms since 1970: earlier than `storedAtMs` for a message that was
   * sent again from the dead letters, and never later. Age is to be judged by this one.
   */
  readonly firstStoredAtMs: number;
  /** 1 at the first delivery. */
  readonly deliveryCount: number;
}

/** A message that can never be applied, and why: it goes to the dead letters. */
export interface Poison {
  readonly message: IncomingMessage;
  readonly reason: string;
}

/**
 * Takes a batch and decides what becomes of it:
 * - returns: every message is acknowledged, except those it names as poison, which become dead letters;
 * - throws an error for which the consumer's `isDataError` is true: the batch is halved and tried again
 *   until the culprit is alone, and that one becomes a dead letter;
 * - throws an error for which `isTooSlow` is true: the batch is tried again in smaller parts, and batches stay
 *   smaller until some have succeeded; a single message that is too slow is held like in an outage;
 * - throws what JavaScript throws when code meets a value that it was not written for (TypeError, RangeError and the
 *   like): as for a data error, but the culprit becomes a dead letter only if other messages go through meanwhile;
 * - throws anything else (an outage): the batch is held and tried again in place until it succeeds.
 *
 * It can see a message more than once, so what it does must bear repeating. It sees no message whose headers cannot be
 * decoded: that goes to the dead letters unseen.
 */
export type BatchHandler = (batch: readonly IncomingMessage[]) => Promise<readonly Poison[] | void>;
