import { baseConfig, hostAndPort, milliseconds, parseConfig, port } from '@ride-hailing/service-kit';
import { z } from 'zod';

export const configSchema = z.object({
  ...baseConfig.service({ httpPort: 3001 }),
  ...baseConfig.identity(),
  ...baseConfig.database(),
  ...baseConfig.nats({ user: 'ride-service' }),
  grpcPort: port(3011),
  coordinatorGrpcUrl: hostAndPort().default('127.0.0.1:3010'),
  /** A participant that has waited for longer asks the coordinator what became of the assignment. */
  reservationAskAfterMs: milliseconds(10_000),
});

export type Config = z.output<typeof configSchema>;

export const readEnvironment = (): Config => parseConfig(configSchema);
