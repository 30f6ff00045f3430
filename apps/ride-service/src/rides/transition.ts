import { type RideStatus } from '@ride-hailing/contracts';

export type RideCommand =
  | { readonly type: 'assign'; readonly driverId: string }
  | { readonly type: 'start' }
  | { readonly type: 'complete' }
  | { readonly type: 'cancel' };

/** What clients may ask for. A driver comes to a ride only by a confirmed hold: see `ride-holds`. */
export type PublicCommand = Exclude<RideCommand, { readonly type: 'assign' }>;

export interface RideState {
  readonly status: RideStatus;
  readonly driverId: string | null;
}

export type Transition =
  | { readonly allowed: true; readonly state: RideState }
  | { readonly allowed: false; readonly reason: string };

/** A ride that is under way ends by being completed: there is somebody in the car. */
const RULES = {
  assign: { from: ['REQUESTED'], to: 'ASSIGNED' },
  start: { from: ['ASSIGNED'], to: 'IN_PROGRESS' },
  complete: { from: ['IN_PROGRESS'], to: 'COMPLETED' },
  cancel: { from: ['REQUESTED', 'ASSIGNED'], to: 'CANCELLED' },
} as const satisfies Record<RideCommand['type'], { from: readonly RideStatus[]; to: RideStatus }>;

/** What a command makes of a ride, or why it may not. A ride keeps its driver to the end and beyond. */
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
