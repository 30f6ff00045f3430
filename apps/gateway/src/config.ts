import {
  address,
  baseConfig,
  hostAndPort,
  httpInstances,
  milliseconds,
  parseConfig,
  wholeNumber,
} from '@ride-hailing/service-kit';
import { z } from 'zod';

/** Scheme, host and port only: a path here would be a way around the gateway's rules. */
const instances = (fallback: string) =>
  httpInstances(fallback)
    .refine(
      (urls) => urls.every((url) => !URL.canParse(url) || `${new URL(url).origin}/` === new URL(url).href),
      'must have no path, query or login',
    )
    .transform((urls) => urls.map((url) => new URL(url).origin));
const page = () => address(['http', 'https']).optional();

/** A list such as `https://one.example, https://two.example`; may be empty. */
const origins = () =>
  z
    .string()
    .default('')
    .transform((list) => list.split(',').flatMap((one) => one.trim() || []))
    .refine(
      (list) => list.every((one) => URL.canParse(one) && new URL(one).origin === one),
      'must be origins such as https://example.org, separated by commas',
    );

const variables = z.object({
  ...baseConfig.service({ httpPort: 3000 }),
  ...baseConfig.identity(),
  /** Web pages of these origins may call the gateway; none by default. */
  corsOrigins: origins(),
  /** The most requests of one identity to one route in each window. */
  rateLimitRequests: wholeNumber(600, { min: 1 }),
  rateLimitWindowMs: milliseconds(10_000),
  rideServiceHttpUrl: instances('http://127.0.0.1:3001'),
  driverServiceHttpUrl: instances('http://127.0.0.1:3002'),
  upstreamTimeoutMs: milliseconds(2_500),
  ...baseConfig.database(),
  /** Participants query the outcome of assignments here. */
  ...baseConfig.grpc({ grpcPort: 3010 }),
  rideServiceGrpcUrl: hostAndPort().default('127.0.0.1:3011'),
  driverServiceGrpcUrl: hostAndPort().default('127.0.0.1:3012'),
  /** The deadline of one call to a participant, retries included. */
  participantDeadlineMs: milliseconds(1_000),
  /** Assignments that this gateway carries out at once; the others are queued. */
  assignmentsAtOnce: wholeNumber(16, { min: 1, max: 1_000 }),
  /** The longest time that an assignment may be queued. */
  assignmentQueueMs: milliseconds(5_000),
  /** How long the response to a decided assignment waits for phase two to end. */
  phaseTwoWaitMs: milliseconds(1_500),
  /** How often to look for unfinished assignments. */
  recoverEveryMs: milliseconds(1_000),
  /** How long an assignment must be untouched before recovery takes it. Longer than a gateway may work on one. */
  recoverAfterMs: milliseconds(5_000),
  /** Where a browser finds the services' OpenAPI pages, if not below their own URLs. */
  rideServiceDocsUrl: page(),
  driverServiceDocsUrl: page(),
});

/** Time for the coordinator's own writes around the two Tries. */
const WRITES_MS = 500;

/** Recovery must not take what a gateway is still working on. */
const leastRecoverAfterMs = ({ participantDeadlineMs, phaseTwoWaitMs }: z.output<typeof variables>): number =>
  WRITES_MS + Math.max(2 * participantDeadlineMs, phaseTwoWaitMs + participantDeadlineMs);

export const configSchema = variables.superRefine((config, context) => {
  const least = leastRecoverAfterMs(config);
  if (config.recoverAfterMs >= least) return;
  const message =
    `must be at least ${least}: two Tries may take ${2 * config.participantDeadlineMs} ms (PARTICIPANT_DEADLINE_MS ` +
    `each), phase two ${config.phaseTwoWaitMs} ms (PHASE_TWO_WAIT_MS) and a last call, and until then the ` +
    'assignment is not left unfinished';
  context.addIssue({ code: 'custom', path: ['recoverAfterMs'], message });
});

export type Config = z.output<typeof configSchema>;

export const readConfig = (): Config => parseConfig(configSchema);
