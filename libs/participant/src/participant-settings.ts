import type { AssignmentState } from './assignment';

/** Injection token of ParticipantSettings. */
export const PARTICIPANT_SETTINGS = Symbol('PARTICIPANT_SETTINGS');

/** In what participants differ, as far as this library has to know. */
export interface ParticipantSettings {
  /** Its table of assignments: the columns of {@link AssignmentRow}, and `tried_at`, `asked_at`, `changed_at`. */
  readonly table: string;
  /** What a row sets aside, such as `hold`, for log lines. */
  readonly noun: string;
  /** Log lines come from `<logName>Asker` and `<logName>Sweep`. */
  readonly logName: string;
  /** The states that set something aside. Their rows stay however old they are, and a gauge shows their number. */
  readonly live: {
    readonly states: readonly AssignmentState[];
    readonly metric: string;
    readonly help: string;
  };
  /** host:port of the gateway's gRPC server. */
  readonly coordinatorGrpcUrl: string;
  /** The coordinator is asked about a row after waiting for that long, and again after as long. */
  readonly askAfterMs: number;
}
