import { type RideStatus } from '@ride-hailing/contracts';

export type RideCommand =
  | { readonly type: 'assign'; readonly driverId: string }
  | { readonly type: 'start' }
  | { readonly type: 'complete' }
  | { readonly type: 'cancel' };

/** The commands of clients. A ride gets its driver only through a confirmed hold: see `ride-holds`. */
export type PublicCommand = Exclude<RideCommand, { readonly type: 'assign' }>;

export interface RideState {
  readonly status: RideStatus;
  readonly driverId: string | null;
}

export type Transition =
  | { readonly allowed: true; readonly state: RideState }
  | { readonly allowed: false; readonly reason: string };

/** A ride in progress can only be completed, since the rider is in the car. */
const RULES = {
  assign: { from: ['REQUESTED'], to: 'ASSIGNED' },
  start: { from: ['ASSIGNED'], to: 'IN_PROGRESS' },
  complete: { from: ['IN_PROGRESS'], to: 'COMPLETED' },
  cancel: { from: ['REQUESTED', 'ASSIGNED'], to: 'CANCELLED' },
} as const satisfies Record<RideCommand['type'], { from: readonly RideStatus[]; to: RideStatus }>;

/** What a command does to a ride that has a driver, and so is held by no assignment. */
export const withDriver = ({ type }: PublicCommand): { from: RideStatus[]; status: RideStatus } => ({
  from: RULES[type].from.filter((status) => status !== 'REQUESTED'),
  status: RULES[type].to,
});

/** The state after a command, or the reason why it is not allowed. A ride keeps its driver after its end. */
export function transition(state: RideState, command: RideCommand): Transition {
  const { from, to } = RULES[command.type];
  if (!from.some((status) => status === state.status)) {
    const needed = from.join(' or ');
    const reason = `A ride can be told to ${command.type} only while it is ${needed}; this one is ${state.status}.`;
    return { allowed: false, reason };
  }
  const driverId = command.type === 'assign' ? command.driverId : state.driverId;
  return { allowed: true, state: { status: to, driverId } };
}
