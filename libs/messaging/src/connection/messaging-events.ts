import { EventEmitter } from 'node:events';

/** Events that an application turns into logs and metrics. Errors are passed on as they were thrown. */
export interface MessagingEventMap {
  /** The handler took `size` messages in `tookMs`. */
  batch: [{ durable: string; size: number; tookMs: number }];
  acked: [{ durable: string; count: number }];
  'dead-lettered': [{ durable: string; reason: string; subject: string }];
  /** An outage: the batch in hand is retried in place; `attempt` counts from 1. */
  held: [{ durable: string; error: unknown; attempt: number }];
  /** A batch of `size` messages took too long, and is retried in smaller parts. */
  'too-slow': [{ durable: string; size: number }];
  /** The dead letters hold only a part of the message, or nothing (`kept` is false): then it is delivered again later. */
  'cut-short': [{ durable: string; error: unknown; subject: string; kept: boolean }];
  /**
   * Whether a needed stream or consumer exists: one event for each, every few seconds. `copiesMissing`: servers of the
   * cluster that should keep a copy of it, and are away or behind.
   */
  existence: [{ kind: 'stream' | 'consumer'; name: string; exists: boolean; copiesMissing: number }];
  /** `pending`: waiting in the stream; `ackPending`: delivered to any instance, not acknowledged. NaN: unknown. */
  lag: [{ durable: string; pending: number; ackPending: number }];
  connected: [{ server: string }];
  disconnected: [{ error?: unknown }];
  /** The durable cannot be read now (missing, deleted or silent); it is retried for ever. */
  'consumer-error': [{ durable: string; error: unknown; attempt: number }];
}

/** Emits what happens on the connection and in the consumers. */
export class MessagingEvents extends EventEmitter<MessagingEventMap> {}
