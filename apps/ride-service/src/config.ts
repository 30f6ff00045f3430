import { approachesSchema } from '@ride-hailing/contracts';
import { address, baseConfig, hostAndPort, milliseconds, parseConfig } from '@ride-hailing/service-kit';
import { checkS3Keys } from '@ride-hailing/shared-store';
import { z } from 'zod';

export const configSchema = z.object({
  ...baseConfig.service({ httpPort: 3001 }),
  ...baseConfig.identity(),
  ...baseConfig.database(),
  ...baseConfig.nats({ user: 'ride-service' }),
  ...baseConfig.grpc({ grpcPort: 3011 }),
  coordinatorGrpcUrl: hostAndPort().default('127.0.0.1:3010'),
  /** A participant that has waited for longer asks the coordinator what became of the assignment. */
  reservationAskAfterMs: milliseconds(10_000),
  /** What others may have of rides, beside the essential fields that `hybrid` needs. */
  approaches: approachesSchema,
  /** `shared-cache`: where current rides are cached. Without it: the NATS of NATS_URL. */
  sharedCacheUrl: address(['nats', 'tls', 'redis', 'rediss']).optional(),
  /** `shared-files`: where current rides are filed. Without it: the NATS of NATS_URL. http(s): an S3 endpoint. */
  sharedFilesUrl: address(['nats', 'tls', 'http', 'https']).optional(),
  sharedFilesAccessKeyId: z.string().optional(),
  sharedFilesSecretAccessKey: z.string().optional(),
  sharedFilesRegion: z.string().optional(),
});

export type Config = z.output<typeof configSchema>;

export const readConfig = (): Config => parseConfig(configSchema.superRefine(checkS3Keys));
