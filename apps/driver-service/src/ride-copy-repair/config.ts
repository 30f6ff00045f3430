import { parseConfig } from '@ride-hailing/service-kit';
import { variables } from '../config';

/** Reads only what the repair needs: the service's own database, Ride Service's address, and certificates. */
export const readConfig = () =>
  parseConfig(variables.pick({ databaseUrl: true, rideServiceGrpcUrl: true, tlsFolder: true }));
