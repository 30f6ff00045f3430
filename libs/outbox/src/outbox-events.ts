import { EventEmitter } from 'node:events';

/** `standing-by`: another instance is the relay of this database, or the database cannot be reached. */
export type RelayState = 'active' | 'standing-by' | 'stopped';

interface OutboxEventMap {
  /** The broker has stored these events, and their rows are marked. */
  published: [{ count: number }];
  /** One attempt to publish failed; its aggregate waits and is retried. `attempt` counts from 1. */
  failed: [{ aggregateId: string; version: number; attempt: number; error: unknown }];
  /** This instance became the relay or ceased to be it. `error` says why, unless it was asked to stop. */
  relay: [{ state: RelayState; error?: unknown }];
  /**
   * Emitted by active and standby instances. `oldestAgeMs` is measured by the database's clock, and 0 when everything is
   * published.
   */
  backlog: [{ oldestAgeMs: number }];
  /** Published rows older than the retention were deleted. */
  cleaned: [{ count: number }];
  'cleaning-failed': [{ error: unknown }];
}

/** Events of the outbox for the application, which turns them into logs and metrics. */
export class OutboxEvents extends EventEmitter<OutboxEventMap> {}
