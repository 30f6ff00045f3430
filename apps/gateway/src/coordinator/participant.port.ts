import type { Point } from '@ride-hailing/contracts';
import type { Refusal } from './assignment-record';

export interface TryRequest {
  readonly assignmentId: string;
  readonly rideId: string;
  /** Null: the free driver nearest to `near`. */
  readonly driverId: string | null;
  readonly near: Point;
}

/** `no-answer`: the participant may have agreed, or the request may still arrive. */
export type TryReply =
  | { readonly kind: 'agreed'; readonly driverId: string }
  | { readonly kind: 'refused'; readonly reason: Refusal; readonly detail: string }
  | { readonly kind: 'no-answer'; readonly detail: string };

/** `refused`: the participant cannot do what was decided, which only happens when a participant breaks the protocol. */
export type PhaseTwoReply =
  | { readonly kind: 'done' }
  | { readonly kind: 'refused'; readonly detail: string }
  | { readonly kind: 'no-answer'; readonly detail: string };

/** A service that must agree to an assignment. No method throws, and each settles in bounded time. */
export interface Participant {
  try(request: TryRequest): Promise<TryReply>;
  confirm(assignmentId: string): Promise<PhaseTwoReply>;
  cancel(assignmentId: string): Promise<PhaseTwoReply>;
}
