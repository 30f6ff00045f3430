import { baseConfig, parseConfig } from '@ride-hailing/service-kit';
import { z } from 'zod';

const configSchema = z.object(baseConfig.nats({ user: 'operator' }));

export const readConfig = () => parseConfig(configSchema);
