import {
  type AssignmentState,
  type CancelReason,
  type Decided,
  type Ended,
  PARTICIPANTS,
  type ParticipantName,
  phaseTwoOf,
} from './assignment-record';
import type { TryReply } from './participant.port';

/** What is known of an assignment: its committed state, and what this run has heard. */
export interface Knowledge {
  readonly state: AssignmentState;
  /** Replies to this run's own Tries; null in a recovery, since they went with whoever heard them. */
  readonly tries: ReadonlyMap<ParticipantName, TryReply> | null;
  /** Who has acknowledged the decision in this run. */
  readonly told: ReadonlySet<ParticipantName>;
}

export interface Decision {
  readonly state: Decided;
  readonly driverId: string | null;
  readonly reason: CancelReason | null;
  readonly detail: string | null;
}

export type NextStep =
  | { readonly do: 'try'; readonly participant: ParticipantName; readonly driverId: string | null }
  | { readonly do: 'decide'; readonly decision: Decision }
  | { readonly do: 'tell'; readonly participants: ParticipantName[]; readonly phase: 'confirm' | 'cancel' }
  | { readonly do: 'end'; readonly state: Ended }
  | { readonly do: 'nothing' };

const cancel = (reason: CancelReason, detail: string): NextStep => ({
  do: 'decide',
  decision: { state: 'CANCELLING', driverId: null, reason, detail },
});

/** The whole protocol, without any input or output. */
export function nextStep({ state, tries, told }: Knowledge): NextStep {
  switch (state) {
    case 'TRYING':
      return tries
        ? afterTries(tries)
        : cancel('abandoned', 'Whoever asked the participants did not decide.');
    case 'CONFIRMING':
    case 'CANCELLING': {
      const participants = PARTICIPANTS.filter((name) => !told.has(name));
      if (participants.length > 0) return { do: 'tell', participants, phase: phaseTwoOf(state) };
      return { do: 'end', state: state === 'CONFIRMING' ? 'CONFIRMED' : 'CANCELLED' };
    }
    case 'CONFIRMED':
    case 'CANCELLED':
      return { do: 'nothing' };
  }
}

/** All in turn, each for the driver whom the first one named; the first that does not agree decides. */
function afterTries(tries: ReadonlyMap<ParticipantName, TryReply>): NextStep {
  let driverId: string | null = null;
  for (const participant of PARTICIPANTS) {
    const reply = tries.get(participant);
    if (!reply) return { do: 'try', participant, driverId };
    if (reply.kind === 'refused') return cancel(reply.reason, reply.detail);
    if (reply.kind === 'no-answer') return cancel('no-answer', `${participant} could not be asked.`);
    driverId = reply.driverId;
  }
  return { do: 'decide', decision: { state: 'CONFIRMING', driverId, reason: null, detail: null } };
}
