import { hostAndPort, milliseconds } from '@ride-hailing/service-kit';

/** What every participant is told by its environment. */
export interface ParticipantVariables {
  readonly coordinatorGrpcUrl: string;
  readonly reservationAskAfterMs: number;
}

/** COORDINATOR_GRPC_URL and RESERVATION_ASK_AFTER_MS, for a service's `config.ts` to spread. */
export const participantVariables = () => ({
  coordinatorGrpcUrl: hostAndPort().default('127.0.0.1:3010'),
  /** A participant that has waited for longer asks the coordinator what became of the assignment. */
  reservationAskAfterMs: milliseconds(10_000),
});
