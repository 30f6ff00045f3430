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
 * - throws anything else (weather): the batch is held and tried again in place until it succeeds.
 *
 * It can see a message more than once, so what it does must bear repeating.
 */
export type BatchHandler = (batch: readonly IncomingMessage[]) => Promise<readonly Poison[] | void>;
