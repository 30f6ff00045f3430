import { approachesSchema } from '@ride-hailing/contracts';
import { participantVariables } from '@ride-hailing/participant';
import { baseConfig, parseConfig } from '@ride-hailing/service-kit';
import { checkS3Keys } from '@ride-hailing/shared-store';
import { z } from 'zod';

export const configSchema = z.object({
  ...baseConfig.service({ httpPort: 3001 }),
  ...baseConfig.identity(),
  ...baseConfig.database(),
  ...baseConfig.nats({ user: 'ride-service' }),
  ...baseConfig.grpc({ grpcPort: 3011 }),
  ...participantVariables(),
  /** The approaches to publish for, besides `hybrid`, which is always on. */
  approaches: approachesSchema,
  ...baseConfig.sharedStores(),
});

export type Config = z.output<typeof configSchema>;

export const readConfig = (): Config => parseConfig(configSchema.superRefine(checkS3Keys));
