import { RideDetailsServiceService } from './generated/ride/v1/ride_details';

export const RIDE_PACKAGE = 'ride.v1';
export const RIDE_DETAILS_SERVICE = 'RideDetailsService';

/** The most lookups in one BatchGetRides, and the most drivers in one BatchGetCurrentRides. */
export const MAX_LOOKUPS = 100;

/** What a gRPC server needs to serve RideDetailsService with the generated encoders and decoders. */
export const rideDetailsPackageDefinition = {
  [`${RIDE_PACKAGE}.${RIDE_DETAILS_SERVICE}`]: RideDetailsServiceService,
};
