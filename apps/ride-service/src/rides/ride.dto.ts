import { idSchema, rideStatusSchema } from '@ride-hailing/contracts';
import { createZodDto } from '@ride-hailing/service-kit';
import { z } from 'zod';
import { fareSchema, placeSchema, riderSchema } from './ride-request.dto';
import { Ride } from './ride.entity';

const rideSchema = z.object({
  id: z.uuid().describe('UUIDv7'),
  status: rideStatusSchema,
  version: z.int().positive().describe('+1 with each change; the ETag names it, after the id'),
  riderId: idSchema,
  driverId: idSchema.nullable(),
  rider: riderSchema,
  pickup: placeSchema,
  dropoff: placeSchema,
  stops: z.array(placeSchema),
  fare: fareSchema,
  notes: z.string(),
  requestedAt: z.iso.datetime(),
  changedAt: z.iso.datetime(),
});

export class RideDto extends createZodDto(rideSchema) {}

export class RidePageDto extends createZodDto(
  z.object({
    rides: z.array(rideSchema),
    next: z.uuid().nullable().describe('Give it as `after` for the next page; null on the last'),
  }),
) {}

export const rideToDto = (ride: Ride): RideDto => ({
  id: ride.id,
  status: ride.status,
  version: ride.version,
  riderId: ride.riderId,
  driverId: ride.driverId,
  rider: { name: ride.riderName, phone: ride.riderPhone },
  pickup: { lat: ride.pickupLat, lng: ride.pickupLng, address: ride.pickupAddress },
  dropoff: { lat: ride.dropoffLat, lng: ride.dropoffLng, address: ride.dropoffAddress },
  stops: ride.stops,
  fare: { amountMinor: ride.fareAmountMinor, currency: ride.fareCurrency },
  notes: ride.notes,
  requestedAt: ride.requestedAt.toISOString(),
  changedAt: ride.changedAt.toISOString(),
});
