import { baseConfig, parseConfig } from '@ride-hailing/service-kit';
import { z } from 'zod';

export const config = () => parseConfig(z.object(baseConfig.nats({ user: 'operator' })));
