import type { Point } from '@ride-hailing/contracts';
import { z } from 'zod';

/** The participants, in the order of their Tries: the hold of the ride names the reserved driver. */
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

/** `no-answer`: a participant did not answer. `abandoned`: the gateway that sent the Tries crashed. */
export type CancelReason = Refusal | 'no-answer' | 'abandoned';

/** One call to a participant and its outcome; repeated calls of one phase count as attempts. */
export const stepSchema = z.object({
  participant: z.enum(PARTICIPANTS),
  phase: z.enum(['try', 'confirm', 'cancel']),
  outcome: z.enum(['agreed', 'refused', 'done', 'no-answer']),
  tookMs: z.number().describe('Of the last attempt'),
  attempts: z.int(),
  detail: z.string().optional(),
});
export type Step = Readonly<z.infer<typeof stepSchema>>;

export interface AssignmentOrder {
  readonly rideId: string;
  /** Null: the nearest free driver. */
  readonly driverAsked: string | null;
  /** The ride's pickup. */
  readonly near: Point;
  readonly requestedBy: string;
  readonly idempotencyKey: string | null;
}

/** A row of the coordinator's log. */
export interface Assignment extends AssignmentOrder {
  /** UUIDv7 */
  readonly id: string;
  readonly state: AssignmentState;
  /** The driver that was decided on. */
  readonly driverId: string | null;
  readonly reason: CancelReason | null;
  readonly detail: string | null;
  readonly steps: readonly Step[];
  /** Rounds of phase two in which not every participant acknowledged. */
  readonly rounds: number;
  readonly createdAt: Date;
  readonly decidedAt: Date | null;
  readonly endedAt: Date | null;
}

export const hasEnded = ({ state }: Pick<Assignment, 'state'>): boolean =>
  state === 'CONFIRMED' || state === 'CANCELLED';

export const phaseTwoOf = (state: Decided): 'confirm' | 'cancel' =>
  state === 'CONFIRMING' ? 'confirm' : 'cancel';

/** Appends a step. A repeated step replaces the earlier one and adds up the attempts. */
export const withStep = (steps: readonly Step[], step: Step): Step[] => {
  const earlier = steps.find(
    ({ participant, phase }) => participant === step.participant && phase === step.phase,
  );
  if (!earlier) return [...steps, step];
  const merged = { ...step, attempts: earlier.attempts + step.attempts };
  return steps.map((one) => (one === earlier ? merged : one));
};

/** The participants that have not yet acknowledged the decision. */
export const waitsFor = ({ state, steps }: Pick<Assignment, 'state' | 'steps'>): ParticipantName[] => {
  if (state !== 'CONFIRMING' && state !== 'CANCELLING') return [];
  const phase = phaseTwoOf(state);
  const isDone = (name: ParticipantName) =>
    steps.some((step) => step.participant === name && step.phase === phase && step.outcome === 'done');
  return PARTICIPANTS.filter((name) => !isDone(name));
};
