import { hostAndPort, milliseconds } from '@ride-hailing/service-kit';
import type { AssignmentState } from './assignment';

/** Injection token of ParticipantSettings. */
export const PARTICIPANT_SETTINGS = Symbol('PARTICIPANT_SETTINGS');

/** What differs between participants. */
export interface ParticipantSettings {
  /** The table of assignments. Columns: those of {@link AssignmentRow}, `tried_at`, `asked_at` and `changed_at`. */
  readonly table: string;
  /** Name of a row in log lines, such as `hold`. */
  readonly noun: string;
  /** Prefix of the loggers' names, `<logName>Asker` and `<logName>Sweep`. */
  readonly logName: string;
  /** The states that reserve something. Their rows are never deleted, and a gauge shows their number. */
  readonly live: {
    readonly states: readonly AssignmentState[];
    readonly metric: string;
    readonly help: string;
  };
  /** host:port of the gateway's gRPC server. */
  readonly coordinatorGrpcUrl: string;
  /** The folder of the certificates; without it, the gateway is called in the clear. */
  readonly tlsFolder?: string;
  /** The coordinator is asked about a row after this time, and again each time it has passed. */
  readonly askAfterMs: number;
}

/** The environment of every participant. */
export interface ParticipantVariables {
  readonly coordinatorGrpcUrl: string;
  readonly reservationAskAfterMs: number;
  readonly tlsFolder?: string;
}

/** COORDINATOR_GRPC_URL and RESERVATION_ASK_AFTER_MS, for a service's `config.ts` to spread. */
export const participantVariables = () => ({
  coordinatorGrpcUrl: hostAndPort().default('127.0.0.1:3010'),
  reservationAskAfterMs: milliseconds(10_000),
});
