import { join } from 'node:path';
import { address, baseConfig, milliseconds, parseConfig, secret } from '@ride-hailing/service-kit';
import { z } from 'zod';

// The path is the same from the source and from dist/provision, where the build puts a copy of these files.
const SQL_FOLDER = join(__dirname, '../../../docker/postgres');

const configSchema = z.object({
  ...baseConfig.nats({ user: 'operator' }),
  postgresAdminUrl: address(['postgres', 'postgresql']),
  rideServiceDbPassword: secret(),
  driverServiceDbPassword: secret(),
  gatewayDbPassword: secret(),
  rideViewDbPassword: secret(),
  provisionSqlDir: z.string().default(SQL_FOLDER),
  provisionWaitMs: milliseconds(60_000),
});

export const readConfig = () => parseConfig(configSchema);
