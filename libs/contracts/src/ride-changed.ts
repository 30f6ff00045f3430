import { z } from 'zod';
import { type RideEssentials } from './generated/ride/v1/ride_essentials';
import { idSchema } from './ids';
import { parseJson, type Parsed } from './parse';
import { pointSchema } from './place';
import { rideStatusFromWire, rideStatusSchema, rideStatusToWire } from './ride-status';

export const RIDE_CHANGED_TYPE = 'ride-hailing.ride.changed.v1';
export const RIDE_EVENT_SOURCE = '/ride-service';

/**
 * The essential fields of one version of a ride: full state, not a delta.
 * JSON on `rides.changed.<rideId>`, CloudEvents attributes in the headers.
 * `version` alone orders; `changedAt` is the owner's database clock, ISO 8601 UTC, for people.
 */
export const rideChangedSchema = z.object({
  rideId: idSchema,
  driverId: idSchema.nullable(),
  status: rideStatusSchema,
  pickup: pointSchema,
  version: z.int().positive(),
  changedAt: z.iso.datetime(),
});

export type RideChanged = z.infer<typeof rideChangedSchema>;

/**
 * Decodes and checks one message of RIDE_EVENTS; returns a fault instead of throwing it.
 * `type` is the message's `ce-type` header: only RIDE_CHANGED_TYPE is known.
 */
export const parseRideChanged = (type: string | undefined, data: Uint8Array): Parsed<RideChanged> =>
  type === RIDE_CHANGED_TYPE
    ? parseJson(rideChangedSchema, data)
    : { ok: false, reason: `unknown event type ${JSON.stringify(type ?? null)}` };

/** The same fields as gRPC carries them; undefined for a status that this version does not know. */
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
