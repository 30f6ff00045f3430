import { EventEmitter } from 'node:events';
import type { LocalRefusal } from './remote-call.errors';

/** A call that ended, on either side. A retried call ends once for each attempt. */
export interface CallEnded {
  /** Such as `RideDetailsService/BatchGetRides`. */
  method: string;
  side: 'client' | 'server';
  /** Name of the gRPC status, such as `OK` or `UNAVAILABLE`. */
  code: string;
  tookMs: number;
}

/** A call that failed with UNAVAILABLE and will be retried. */
export interface RetryPlanned {
  target: string;
  method: string;
  /** How often it has been sent so far. */
  attempt: number;
  delayMs: number;
}

/** A call that is not retried because too many others have failed. */
export interface RetryThrottled {
  target: string;
  method: string;
}

/** A call that was refused here and never sent. */
export interface CallRejected {
  target: string;
  method: string;
  by: LocalRefusal;
}

export type BreakerState = 'closed' | 'open' | 'half-open';
export type BreakerCause =
  'failures' | 'time-for-a-probe' | 'probe-failed' | 'probe-answered' | 'owner-is-healthy';

export interface BreakerChanged {
  target: string;
  from: BreakerState;
  to: BreakerState;
  because: BreakerCause;
}

/** `unknown`: the owner has no health service, or it does not know the name. */
export type OwnerHealth = 'serving' | 'not-serving' | 'unreachable' | 'unknown';

/** One check of the owner's health, made while its breaker is not closed. */
export interface HealthChecked {
  target: string;
  health: OwnerHealth;
}

/**
 * Emits `call` once for each call that ended, on either side, and what `RemoteClient` does about failures. The
 * application turns them into metrics and logs.
 */
export class RemoteCallEvents extends EventEmitter<{
  call: [CallEnded];
  retry: [RetryPlanned];
  throttled: [RetryThrottled];
  rejected: [CallRejected];
  breaker: [BreakerChanged];
  health: [HealthChecked];
}> {}
