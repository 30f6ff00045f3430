import { EventEmitter } from 'node:events';
import type { Assignment, ParticipantName } from './assignment-record';
import type { TellReply } from './participant.port';

export interface Told {
  readonly assignment: Assignment;
  readonly participant: ParticipantName;
  readonly phase: 'confirm' | 'cancel';
  readonly reply: TellReply;
}

/** What happens to assignments, for logs and metrics. */
export class CoordinatorEvents extends EventEmitter<{
  decided: [Assignment];
  told: [Told];
  ended: [Assignment];
}> {}
