import { baseConfig, parseConfig, port } from '@ride-hailing/service-kit';
import { z } from 'zod';

export const configSchema = z.object({
  ...baseConfig.service({ httpPort: 3001 }),
  ...baseConfig.identity(),
  ...baseConfig.database(),
  ...baseConfig.nats({ user: 'ride-service' }),
  grpcPort: port(3011),
});

export type Config = z.output<typeof configSchema>;

export const readEnvironment = (): Config => parseConfig(configSchema);
