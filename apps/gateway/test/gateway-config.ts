import type { GatewayConfig } from '../src/config';

/** Nothing listens there: whoever passes these tests needs no database and no participant. */
const NOWHERE = '127.0.0.1:1';

export const gatewayConfig = (given: Partial<GatewayConfig>): GatewayConfig => ({
  host: '127.0.0.1',
  httpPort: 0,
  grpcPort: 0,
  logLevel: 'silent',
  shutdownTimeoutMs: 5_000,
  databaseUrl: `postgres://nobody:nothing@${NOWHERE}/nowhere`,
  rideServiceHttpUrl: `http://${NOWHERE}`,
  driverServiceHttpUrl: `http://${NOWHERE}`,
  rideServiceGrpcUrl: NOWHERE,
  driverServiceGrpcUrl: NOWHERE,
  upstreamTimeoutMs: 2_500,
  participantDeadlineMs: 1_000,
  assignmentsAtOnce: 16,
  assignmentQueueMs: 5_000,
  phaseTwoWaitMs: 1_500,
  recoverEveryMs: 1_000,
  recoverAfterMs: 5_000,
  ...given,
});
