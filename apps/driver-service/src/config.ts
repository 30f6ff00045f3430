import {
  APPROACH_TABLE,
  APPROACHES,
  approachesSchema,
  FARTHEST_M,
  MAX_LOOKUPS,
} from '@ride-hailing/contracts';
import { participantVariables } from '@ride-hailing/participant';
import {
  address,
  baseConfig,
  flag,
  hostAndPort,
  milliseconds,
  parseConfig,
  wholeNumber,
} from '@ride-hailing/service-kit';
import { checkS3Keys } from '@ride-hailing/shared-store';
import { z } from 'zod';
import { cachingChoices } from './ride-details/caching-choice';

/** Checks each variable alone; `configSchema` also checks them together. */
export const variables = z.object({
  ...baseConfig.service({ httpPort: 3002 }),
  ...baseConfig.identity(),
  ...baseConfig.database(),
  ...baseConfig.nats({ user: 'driver-service' }),
  ...baseConfig.grpc({ grpcPort: 3012 }),
  ...participantVariables(),
  rideServiceGrpcUrl: hostAndPort().default('127.0.0.1:3011'),
  /** How long an answer may wait for details. */
  detailsDeadlineMs: milliseconds(300),
  /** Lookups of one event-loop turn are batched, at most this many per gRPC call; 1 turns batching off. */
  detailsLookupsPerCall: wholeNumber(MAX_LOOKUPS, { min: 1, max: MAX_LOOKUPS }),
  cachingChoice: z
    .enum(cachingChoices(), `must be one of: ${cachingChoices().join(', ')}`)
    .default('versioned'),
  /** Whether a request may name another caching choice by `?cache=`, to compare them. */
  allowChoicePerRequest: flag(false),
  /** `ttl` and `stale-while-revalidate`: how old an answer may be. */
  cacheTtlMs: milliseconds(2_000),
  /** `stale-while-revalidate`: how long after that it is given at once and reloaded. */
  cacheRevalidateMs: milliseconds(10_000),
  /** `versioned` and `nats-kv`: how old an answer may be that is not below the copy's version. */
  cacheVersionedMs: milliseconds(60_000),
  /** How long after its time an answer may be given when Ride Service cannot answer. */
  cacheStaleIfErrorMs: milliseconds(300_000),
  /** A driver who has been silent for longer is not free. */
  freeWithinMs: milliseconds(60_000),
  /** The greatest distance from the pickup, in metres, at which an assignment takes the nearest driver. */
  assignWithinM: wholeNumber(30_000, { min: 1, max: FARTHEST_M }),
  /** The approaches that are on: `all`, or names separated by commas; `hybrid` is always on. */
  approaches: approachesSchema,
  /** The approach of requests that name none. */
  approach: z.enum(APPROACHES, `must be one of: ${APPROACHES.join(', ')}`).default('hybrid'),
  /** `database-view`: Ride Service's database, with the login that can read only the view. */
  rideViewDatabaseUrl: address(['postgres', 'postgresql']).optional(),
  ...baseConfig.sharedStores(),
  /** `shared-cache`: a read that takes longer counts as a miss. */
  sharedCacheTimeoutMs: milliseconds(50),
  /** Comparisons of all approaches that this instance makes at once; each reads by all of them. */
  comparisonsAtOnce: wholeNumber(4, { min: 1, max: 100 }),
  /** Comparisons that this instance begins within a second. */
  comparisonsPerSecond: wholeNumber(30, { min: 1, max: 1_000 }),
});

export const configSchema = variables.superRefine((config, context) => {
  const { approaches, approach } = config;
  const fault = (path: keyof typeof config, message: string) =>
    context.addIssue({ code: 'custom', path: [path], message });
  if (!approaches.includes(approach)) {
    fault('approach', `must be one that APPROACHES has on: ${approaches.join(', ')}`);
  }
  for (const name of approaches) {
    const { needs } = APPROACH_TABLE[name];
    if (needs && !config[needs]) fault(needs, `is not set; APPROACHES has ${name} on, which reads it`);
  }
  checkS3Keys(config, context);
});

export type Config = z.output<typeof configSchema>;

export const readConfig = (): Config => parseConfig(configSchema);
