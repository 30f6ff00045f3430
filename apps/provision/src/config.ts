import { join } from 'node:path';
import { address, baseConfig, flag, milliseconds, parseConfig, secret } from '@ride-hailing/service-kit';
import { z } from 'zod';

// The path is the same from the source and from dist/provision, where the build puts a copy of these files.
const SQL_FOLDER = join(__dirname, '../../../docker/postgres');

export const configSchema = z.object({
  ...baseConfig.nats({ user: 'operator' }),
  /** On how many servers of a NATS cluster each stream and bucket is kept; an odd number, since a majority decides. */
  streamReplicas: z.enum(['1', '3', '5'], 'must be 1, 3 or 5').default('1').transform(Number),
  /** True goes on although commits do not wait for a standby of Postgres, which may then lack some. */
  allowAsyncStandby: flag(false),
  postgresAdminUrl: address(['postgres', 'postgresql']),
  rideServiceDbPassword: secret(),
  driverServiceDbPassword: secret(),
  gatewayDbPassword: secret(),
  rideViewDbPassword: secret(),
  provisionSqlDir: z.string().default(SQL_FOLDER),
  provisionWaitMs: milliseconds(60_000),
});

export const readConfig = () => parseConfig(configSchema);
