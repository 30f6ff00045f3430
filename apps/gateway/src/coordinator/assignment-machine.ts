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

/** What a run of the coordinator knows: the committed state, and the replies in this run. */
interface Knowledge {
  readonly state: AssignmentState;
  /** Replies to the Tries of this run; null in a recovery, since the replies to the first run are lost. */
  readonly tries: ReadonlyMap<ParticipantName, TryReply> | null;
  /** The participants that have acknowledged the decision in this run. */
  readonly acknowledged: ReadonlySet<ParticipantName>;
}

export interface Decision {
  readonly state: Decided;
  readonly driverId: string | null;
  readonly reason: CancelReason | null;
  readonly detail: string | null;
}

type NextStep =
  | { readonly do: 'try'; readonly participant: ParticipantName; readonly driverId: string | null }
  | { readonly do: 'decide'; readonly decision: Decision }
  | { readonly do: 'deliver'; readonly participants: ParticipantName[]; readonly phase: 'confirm' | 'cancel' }
  | { readonly do: 'end'; readonly state: Ended }
  | { readonly do: 'nothing' };

const cancel = (reason: CancelReason, detail: string): NextStep => ({
  do: 'decide',
  decision: { state: 'CANCELLING', driverId: null, reason, detail },
});

/** The whole protocol as a pure function. */
export function nextStep({ state, tries, acknowledged }: Knowledge): NextStep {
  switch (state) {
    case 'TRYING':
      return tries
        ? afterTries(tries)
        : cancel('abandoned', 'The gateway that tried the participants did not decide.');
    case 'CONFIRMING':
    case 'CANCELLING': {
      const participants = PARTICIPANTS.filter((name) => !acknowledged.has(name));
      if (participants.length > 0) return { do: 'deliver', participants, phase: phaseTwoOf(state) };
      return { do: 'end', state: state === 'CONFIRMING' ? 'CONFIRMED' : 'CANCELLED' };
    }
    case 'CONFIRMED':
    case 'CANCELLED':
      return { do: 'nothing' };
  }
}

/** Tries the participants in turn, each for the driver named by the first; the first that does not agree cancels. */
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
