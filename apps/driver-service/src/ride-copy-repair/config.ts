import { parseConfig } from '@ride-hailing/service-kit';
import { variables } from '../config';

/** The service's own database, and its owner's address: nothing else is needed. */
export const readConfig = () => parseConfig(variables.pick({ databaseUrl: true, rideServiceGrpcUrl: true }));
