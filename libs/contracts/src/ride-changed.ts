import { z } from 'zod';
import { idSchema } from './ids';
import { parseJson, type Parsed } from './parse';
import { pointSchema } from './place';
import { rideStatusSchema } from './ride-status';

export const RIDE_CHANGED_TYPE = 'ride-hailing.ride.changed.v1';
export const RIDE_EVENT_SOURCE = '/ride-service';

/**
 * The essential fields of one version of a ride: full state, not a delta.
 * JSON on `rides.changed.<rideId>`, CloudEvents attributes in the headers.
 * `changedAt` is the owner's database clock, ISO 8601 UTC, for people; only `version` orders.
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
 * Decodes and checks one message of RIDE_EVENTS; a fault is a value, not a throw.
 * `type` is the message's `ce-type` header: only RIDE_CHANGED_TYPE is known.
 */
export const parseRideChanged = (type: string | undefined, data: Uint8Array): Parsed<RideChanged> =>
  type === RIDE_CHANGED_TYPE
    ? parseJson(rideChangedSchema, data)
    : { ok: false, reason: `unknown event type ${JSON.stringify(type ?? null)}` };
