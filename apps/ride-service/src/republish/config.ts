import { parseConfig } from '@ride-hailing/service-kit';
import { configSchema } from '../config';

/** The service's own database: the relay does the rest. */
export const readEnvironment = () => parseConfig(configSchema.pick({ databaseUrl: true }));
