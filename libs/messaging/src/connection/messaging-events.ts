import { EventEmitter } from 'node:events';

/** What the library tells its application, which turns it into logs and metrics. Errors are as they were thrown. */
export interface MessagingEventMap {
  /** The handler took `size` messages in `tookMs`. */
  batch: [{ durable: string; size: number; tookMs: number }];
  acked: [{ durable: string; count: number }];
  'dead-lettered': [{ durable: string; reason: string; subject: string }];
  /** An outage: the batch in hand is tried again in place; `attempt` counts from 1. */
  held: [{ durable: string; error: unknown; attempt: number }];
  /** `size` messages at once took longer than they may, and are tried again in smaller parts. */
  'too-slow': [{ durable: string; size: number }];
  /** Not all of a message could be stored in the dead letters, or (`kept` is false) nothing: it comes again later. */
  'cut-short': [{ durable: string; error: unknown; subject: string; kept: boolean }];
  /** Whether something that must exist does: of each, every few seconds. */
  existence: [{ kind: 'stream' | 'consumer'; name: string; exists: boolean }];
  /** `pending`: waiting in the stream; `ackPending`: delivered to some instance, not acknowledged. NaN: unknown. */
  lag: [{ durable: string; pending: number; ackPending: number }];
  connected: [{ server: string }];
  disconnected: [{ error?: unknown }];
  /** The durable cannot be read now (it does not exist, was deleted, is silent); it is tried again for ever. */
  'consumer-error': [{ durable: string; error: unknown; attempt: number }];
}

/** Typed emitter of everything that happens on the connection and in the consumers. */
export class MessagingEvents extends EventEmitter<MessagingEventMap> {}
