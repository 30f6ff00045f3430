import { RideEssentials, RideEssentialsServiceService } from './generated/ride/v1/ride_essentials';
import { type RideChanged } from './ride-changed';
import { RIDE_PACKAGE } from './ride-details-service';
import { rideStatusFromWire, rideStatusToWire } from './ride-status';

export const RIDE_ESSENTIALS_SERVICE = 'RideEssentialsService';

/** The most rides in one page, and in one digest. */
export const MAX_RIDES_LISTED = 1_000;
export const MAX_RIDES_DIGESTED = 10_000;

/** What a gRPC server needs to serve RideEssentialsService with the generated encoders and decoders. */
export const rideEssentialsPackageDefinition = {
  [`${RIDE_PACKAGE}.${RIDE_ESSENTIALS_SERVICE}`]: RideEssentialsServiceService,
};

/** Undefined for a status that this version does not know. */
export function rideFromEssentials(message: RideEssentials): RideChanged | undefined {
  const status = rideStatusFromWire(message.status);
  return (
    status && {
      rideId: message.rideId,
      driverId: message.driverId || null,
      status,
      pickup: { lat: message.pickupLat, lng: message.pickupLng },
      version: message.version,
      changedAt: new Date(message.changedAtMs).toISOString(),
    }
  );
}

export const rideToEssentials = (ride: RideChanged): RideEssentials => ({
  rideId: ride.rideId,
  driverId: ride.driverId ?? '',
  status: rideStatusToWire(ride.status),
  pickupLat: ride.pickup.lat,
  pickupLng: ride.pickup.lng,
  version: ride.version,
  changedAtMs: Date.parse(ride.changedAt),
});
