import { type RemoteCallReason, RemoteCallError } from '@ride-hailing/remote-calls';
import type { UnavailableReason } from './ride-details.port';

const REASONS: Readonly<Record<RemoteCallReason, UnavailableReason>> = {
  unavailable: 'owner-unavailable',
  'deadline-exceeded': 'deadline-exceeded',
  'breaker-open': 'breaker-open',
  'breaker-probing': 'breaker-open',
  overloaded: 'overloaded',
  'bulkhead-full': 'overloaded',
  // This service is stopping: nobody gives up a call for any other reason.
  cancelled: 'owner-unavailable',
  refused: 'owner-error',
  error: 'owner-error',
};

/** Why a call of the owner failed, in the words of the answers. @throws what is no failure of a call */
export function unavailableReason(error: unknown): UnavailableReason {
  if (error instanceof RemoteCallError) return REASONS[error.reason];
  throw error;
}
