import { join } from 'node:path';
import { CoordinatorServiceService, ParticipantServiceService } from './generated/assignment/v1/assignment';
import { RideDetailsServiceService } from './generated/ride/v1/ride_details';
import { RideEssentialsServiceService } from './generated/ride/v1/ride_essentials';

export const RIDE_PACKAGE = 'ride.v1';
export const RIDE_DETAILS_SERVICE = 'RideDetailsService';
export const RIDE_ESSENTIALS_SERVICE = 'RideEssentialsService';
export const ASSIGNMENT_PACKAGE = 'assignment.v1';
export const PARTICIPANT_SERVICE = 'ParticipantService';
export const COORDINATOR_SERVICE = 'CoordinatorService';

/** The most lookups in one BatchGetRides, and the most drivers, and rides, in one BatchGetCurrentRides. */
export const MAX_LOOKUPS = 100;

/** The most rides in one page of ListRideEssentials. */
export const MAX_RIDES_LISTED = 1_000;

/** The most rides in one DigestRideEssentials. */
export const MAX_RIDES_DIGESTED = 10_000;

// What a gRPC server needs to serve each service: the generated encoders and decoders by full service name.

export const rideDetailsPackageDefinition = {
  [`${RIDE_PACKAGE}.${RIDE_DETAILS_SERVICE}`]: RideDetailsServiceService,
};

export const rideEssentialsPackageDefinition = {
  [`${RIDE_PACKAGE}.${RIDE_ESSENTIALS_SERVICE}`]: RideEssentialsServiceService,
};

/** Every service that takes part in assignments serves this. */
export const participantPackageDefinition = {
  [`${ASSIGNMENT_PACKAGE}.${PARTICIPANT_SERVICE}`]: ParticipantServiceService,
};

/** The coordinator serves this, so that participants can look up the outcome of an assignment. */
export const coordinatorPackageDefinition = {
  [`${ASSIGNMENT_PACKAGE}.${COORDINATOR_SERVICE}`]: CoordinatorServiceService,
};

/**
 * The services that may call each of these, by the names in their certificates; it counts where services have
 * certificates. Jobs call with the certificate of their service.
 */
export const GRPC_CALLERS: Readonly<Record<string, readonly string[]>> = {
  [`${RIDE_PACKAGE}.${RIDE_DETAILS_SERVICE}`]: ['driver-service'],
  [`${RIDE_PACKAGE}.${RIDE_ESSENTIALS_SERVICE}`]: ['driver-service'],
  [`${ASSIGNMENT_PACKAGE}.${PARTICIPANT_SERVICE}`]: ['gateway'],
  [`${ASSIGNMENT_PACKAGE}.${COORDINATOR_SERVICE}`]: ['ride-service', 'driver-service'],
};

/** The .proto files of all services, for what the generated code lacks: reflection and the names of fields. */
export const PROTO_FILES = {
  root: join(__dirname, '../proto'),
  files: ['ride/v1/ride_details.proto', 'ride/v1/ride_essentials.proto', 'assignment/v1/assignment.proto'],
} as const;
