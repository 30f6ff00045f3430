import { EventEmitter } from 'node:events';

/** `standing-by`: another instance is the relay of this database, or there is no database now. */
export type RelayState = 'active' | 'standing-by' | 'stopped';

export interface OutboxEventMap {
  /** The broker has stored them, and their rows are marked. */
  published: [{ count: number }];
  /** One try to publish failed; its aggregate waits and is tried again. `attempt` counts from 1. */
  failed: [{ aggregateId: string; version: number; attempt: number; error: unknown }];
  /** This instance began or ceased to be the relay. `error`: why, unless it was asked to stop. */
  relay: [{ state: RelayState; error?: unknown }];
  /** Told by the active relay and by those that stand by. `oldestAgeMs` by the database's clock, 0 when everything is published. */
  backlog: [{ oldestAgeMs: number }];
  /** Published rows older than the retention were deleted. */
  cleaned: [{ count: number }];
  'cleaning-failed': [{ error: unknown }];
}

/** What the outbox tells its application, which turns it into logs and metrics. */
export class OutboxEvents extends EventEmitter<OutboxEventMap> {}
