import type { Point } from '@ride-hailing/contracts';

/** Who must agree, in the order in which they are asked: the hold of the ride names the driver who was reserved. */
export const PARTICIPANTS = ['driver-service', 'ride-service'] as const;
export type ParticipantName = (typeof PARTICIPANTS)[number];

/** TRYING until the decision is committed; CONFIRMING and CANCELLING until every participant has acknowledged it. */
export const ASSIGNMENT_STATES = ['TRYING', 'CONFIRMING', 'CANCELLING', 'CONFIRMED', 'CANCELLED'] as const;
export type AssignmentState = (typeof ASSIGNMENT_STATES)[number];
export type Decided = 'CONFIRMING' | 'CANCELLING';
export type Ended = 'CONFIRMED' | 'CANCELLED';

export type Refusal =
  | 'ride-not-found'
  | 'ride-not-requested'
  | 'ride-held'
  | 'driver-unknown'
  | 'driver-not-free'
  | 'no-driver-free'
  | 'assignment-cancelled';

/** `no-answer`: a participant could not be asked. `abandoned`: whoever asked them is gone. */
export type CancelReason = Refusal | 'no-answer' | 'abandoned';

export const PHASES = ['try', 'confirm', 'cancel'] as const;
export type Phase = (typeof PHASES)[number];

export const STEP_OUTCOMES = ['agreed', 'refused', 'done', 'no-answer'] as const;

/** Who was asked what, and what it said. */
export interface Step {
  readonly participant: ParticipantName;
  readonly phase: Phase;
  readonly outcome: (typeof STEP_OUTCOMES)[number];
  /** Of the last attempt. */
  readonly tookMs: number;
  readonly attempts: number;
  readonly detail?: string;
}

export interface AssignmentOrder {
  readonly rideId: string;
  /** Null: the nearest free one. */
  readonly driverAsked: string | null;
  /** The ride's pickup. */
  readonly near: Point;
  readonly requestedBy: string;
  readonly idempotencyKey: string | null;
}

/** The coordinator's row. */
export interface Assignment extends AssignmentOrder {
  /** UUIDv7 */
  readonly id: string;
  readonly state: AssignmentState;
  /** Who was decided upon. */
  readonly driverId: string | null;
  readonly reason: CancelReason | null;
  readonly detail: string | null;
  readonly steps: readonly Step[];
  /** Rounds of phase two that did not reach everybody. */
  readonly rounds: number;
  readonly createdAt: Date;
  readonly decidedAt: Date | null;
  readonly endedAt: Date | null;
}

export const hasEnded = ({ state }: Pick<Assignment, 'state'>): boolean =>
  state === 'CONFIRMED' || state === 'CANCELLED';

export const isDecided = ({ state }: Pick<Assignment, 'state'>): boolean => state !== 'TRYING';

export const phaseTwoOf = (state: Decided): 'confirm' | 'cancel' =>
  state === 'CONFIRMING' ? 'confirm' : 'cancel';

const isSame = (one: Step, other: Step) => one.participant === other.participant && one.phase === other.phase;

/** A repeated step takes the place of the earlier one, and counts the attempts. */
export const withStep = (steps: readonly Step[], step: Step): Step[] => {
  const earlier = steps.find((one) => isSame(one, step));
  if (!earlier) return [...steps, step];
  const merged = { ...step, attempts: earlier.attempts + step.attempts };
  return steps.map((one) => (one === earlier ? merged : one));
};

/** Who has not yet acknowledged the decision. */
export const waitsFor = ({ state, steps }: Pick<Assignment, 'state' | 'steps'>): ParticipantName[] => {
  if (state !== 'CONFIRMING' && state !== 'CANCELLING') return [];
  const phase = phaseTwoOf(state);
  const isDone = (name: ParticipantName) =>
    steps.some((step) => step.participant === name && step.phase === phase && step.outcome === 'done');
  return PARTICIPANTS.filter((name) => !isDone(name));
};
