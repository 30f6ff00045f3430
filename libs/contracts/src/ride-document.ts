import { z } from 'zod';
import { idSchema } from './ids';
import { parseJson, type Parsed } from './parse';
import { pointSchema } from './place';
import { rideStatusSchema } from './ride-status';

export const RIDE_DOCUMENT_TYPE = 'ride-hailing.ride.document.v1';

const placeSchema = pointSchema.extend({ address: z.string() });

/**
 * One version of a ride, whole: with the rider's name and phone. For the approaches that copy details; the default
 * needs none of it. A reader ignores fields that it does not know. `changedAt` is for people; only `version` orders.
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
 * What the owner puts into a shared store for one driver: the ride that the driver is on, or that there is none.
 * `publishedAt` is the clock of the owner's process, ISO 8601 UTC: it says how old the value is, and orders nothing.
 */
export const currentRideDocumentSchema = z.object({
  driverId: idSchema,
  ride: rideDocumentSchema.nullable(),
  publishedAt: z.iso.datetime(),
});

export type CurrentRideDocument = z.infer<typeof currentRideDocumentSchema>;

/** Decodes and checks one message of RIDE_DOCUMENTS; a fault is a value, not a throw. */
export const parseRideDocument = (type: string | undefined, data: Uint8Array): Parsed<RideDocument> =>
  type === RIDE_DOCUMENT_TYPE
    ? parseJson(rideDocumentSchema, data)
    : { ok: false, reason: `unknown event type ${JSON.stringify(type ?? null)}` };

/** Decodes and checks one value of a shared store; a fault is a value, not a throw. */
export const parseCurrentRideDocument = (data: Uint8Array): Parsed<CurrentRideDocument> =>
  parseJson(currentRideDocumentSchema, data);
