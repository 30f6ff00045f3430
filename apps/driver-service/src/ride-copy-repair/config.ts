import { parseConfig } from '@ride-hailing/service-kit';
import { configSchema } from '../config';

/** The service's own database, and its owner's address: nothing else is needed. */
export const readEnvironment = () =>
  parseConfig(configSchema.pick({ databaseUrl: true, rideServiceGrpcUrl: true }));
