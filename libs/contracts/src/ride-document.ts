import { z } from 'zod';
import { idSchema } from './ids';
import { parseJson, type Parsed } from './parse';
import { pointSchema } from './place';
import { rideStatusSchema } from './ride-status';

export const RIDE_DOCUMENT_TYPE = 'ride-hailing.ride.document.v1';

const placeSchema = pointSchema.extend({ address: z.string() });

/**
 * One version of a whole ride, with the rider's name and phone. Only the approaches that copy details need it, not the
 * default one. Readers ignore unknown fields. `version` alone orders; `changedAt` is for people.
 */
export const rideDocumentSchema = z.object({
  rideId: idSchema,
  version: z.int().positive(),
  status: rideStatusSchema,
  driverId: idSchema.nullable(),
  riderId: z.string(),
  riderName: z.string(),
  riderPhone: z.string(),
  pickup: placeSchema,
  dropoff: placeSchema,
  stops: z.array(placeSchema),
  /** Integer minor units of the currency. */
  fare: z.object({ amountMinor: z.int(), currency: z.string() }),
  notes: z.string(),
  changedAt: z.iso.datetime(),
});

export type RideDocument = z.infer<typeof rideDocumentSchema>;

/**
 * What the owner writes to a shared store for one driver: the driver's current ride, or null.
 * `publishedAt` is the clock of the owner's process, ISO 8601 UTC: it shows the value's age, and orders nothing.
 */
export const currentRideDocumentSchema = z.object({
  driverId: idSchema,
  ride: rideDocumentSchema.nullable(),
  publishedAt: z.iso.datetime(),
});

export type CurrentRideDocument = z.infer<typeof currentRideDocumentSchema>;

/** Decodes and checks one message of RIDE_DOCUMENTS; returns a fault instead of throwing it. */
export const parseRideDocument = (type: string | undefined, data: Uint8Array): Parsed<RideDocument> =>
  type === RIDE_DOCUMENT_TYPE
    ? parseJson(rideDocumentSchema, data)
    : { ok: false, reason: `unknown event type ${JSON.stringify(type ?? null)}` };

/** Decodes and checks one value of a shared store; returns a fault instead of throwing it. */
export const parseCurrentRideDocument = (data: Uint8Array): Parsed<CurrentRideDocument> =>
  parseJson(currentRideDocumentSchema, data);
