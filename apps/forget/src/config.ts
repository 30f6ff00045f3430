import { approachesSchema } from '@ride-hailing/contracts';
import { address, baseConfig, parseConfig, secret } from '@ride-hailing/service-kit';
import { checkS3Keys } from '@ride-hailing/shared-store';
import { z } from 'zod';

const configSchema = z.object({
  rideServiceUrl: address(['http', 'https']).default('http://127.0.0.1:3001'),
  /** A bearer token of a dispatcher. */
  dispatcherToken: secret(),
  ...baseConfig.nats({ user: 'operator' }),
  driverServiceDatabaseUrl: address(['postgres', 'postgresql']),
  gatewayDatabaseUrl: address(['postgres', 'postgresql']),
  /** The approaches that are on: their copies follow by events, and those of the others are removed. */
  approaches: approachesSchema,
  ...baseConfig.sharedStores(),
});

export type Config = z.output<typeof configSchema>;

export const readConfig = (): Config => parseConfig(configSchema.superRefine(checkS3Keys));
