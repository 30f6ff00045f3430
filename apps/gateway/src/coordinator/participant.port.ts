import type { Point } from '@ride-hailing/contracts';
import type { Refusal } from './assignment-record';

export interface TryRequest {
  readonly assignmentId: string;
  readonly rideId: string;
  /** Null: the free one who is nearest to `near`. */
  readonly driverId: string | null;
  readonly near: Point;
}

/** `no-answer`: it may have agreed, or the request may yet arrive. */
export type TryReply =
  | { readonly kind: 'agreed'; readonly driverId: string }
  | { readonly kind: 'refused'; readonly reason: Refusal; readonly detail: string }
  | { readonly kind: 'no-answer'; readonly detail: string };

/** `refused`: it says that it cannot do what was decided, which never happens unless somebody broke the rules. */
export type TellReply =
  | { readonly kind: 'done' }
  | { readonly kind: 'refused'; readonly detail: string }
  | { readonly kind: 'no-answer'; readonly detail: string };

/** One of those who must agree. Nothing here throws, and everything ends in bounded time. */
export interface Participant {
  try(request: TryRequest): Promise<TryReply>;
  confirm(assignmentId: string): Promise<TellReply>;
  cancel(assignmentId: string): Promise<TellReply>;
}
