import { baseConfig, parseConfig } from '@ride-hailing/service-kit';
import { z } from 'zod';

const configSchema = z.object(baseConfig.nats({ user: 'operator' }));

export type Config = z.output<typeof configSchema>;

export const readConfig = (): Config => parseConfig(configSchema);
