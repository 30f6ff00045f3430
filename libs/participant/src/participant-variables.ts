import { hostAndPort, milliseconds } from '@ride-hailing/service-kit';

/** The environment of every participant. */
export interface ParticipantVariables {
  readonly coordinatorGrpcUrl: string;
  readonly reservationAskAfterMs: number;
}

/** COORDINATOR_GRPC_URL and RESERVATION_ASK_AFTER_MS, for a service's `config.ts` to spread. */
export const participantVariables = () => ({
  coordinatorGrpcUrl: hostAndPort().default('127.0.0.1:3010'),
  /** After this time without Confirm or Cancel the coordinator is asked for the outcome of an assignment. */
  reservationAskAfterMs: milliseconds(10_000),
});
