import { pointSchema } from '@ride-hailing/contracts';
import { z } from 'zod';

const placeSchema = pointSchema.extend({ address: z.string() });

export type Place = z.infer<typeof placeSchema>;

/** What Ride Service knows about a ride beyond its essential fields. Never stored in this service's database. */
export const detailsSchema = z.object({
  riderId: z.string(),
  riderName: z.string(),
  riderPhone: z.string(),
  pickupAddress: z.string(),
  dropoff: placeSchema.nullable(),
  stops: z.array(placeSchema),
  /** The amount is an integer in minor units of the currency. */
  fare: z.object({ amountMinor: z.int(), currency: z.string() }).nullable(),
  notes: z.string(),
});

export type Details = z.infer<typeof detailsSchema>;

export interface DetailsLookup {
  readonly rideId: string;
  /**
   * The version that the caller already knows. The owner gives nothing older; a caching choice may, if it promises so.
   */
  readonly minVersion: number;
  /** Set to get nothing older than `minVersion` from any caching choice. */
  readonly fenced?: boolean;
  /** The owner gives details to the ride's driver only. */
  readonly driverId: string;
}

/**
 * `breaker-open`: the owner was not called, since it has been failing; `overloaded`: too many calls were in flight,
 * here or at the owner.
 */
export const UNAVAILABLE_REASONS = [
  'owner-unavailable',
  'deadline-exceeded',
  'owner-error',
  'breaker-open',
  'overloaded',
] as const;

export type UnavailableReason = (typeof UNAVAILABLE_REASONS)[number];

export interface FoundDetails {
  readonly outcome: 'found';
  readonly details: Details;
  readonly version: number;
  readonly from: 'ride-service' | 'cache' | 'stale-cache';
  /** The greatest possible age of these details, in ms; 0 when the owner has just given them. */
  readonly ageMs: number;
  readonly tookMs: number;
}

export type DetailsResult =
  | FoundDetails
  | { readonly outcome: 'not-found'; readonly tookMs: number }
  | { readonly outcome: 'not-yours'; readonly tookMs: number }
  /** The owner answered from a state older than `minVersion`. */
  | { readonly outcome: 'behind'; readonly version: number; readonly tookMs: number }
  | { readonly outcome: 'unavailable'; readonly reason: UnavailableReason; readonly tookMs: number };

export const TOO_LATE: DetailsResult = { outcome: 'unavailable', reason: 'deadline-exceeded', tookMs: 0 };

/**
 * Gets details of rides from their owner. The gRPC client implements it, and so does every caching choice around it.
 */
export interface RideDetails {
  /**
   * Gives one result per lookup, in their order, within about `budgetMs`. Never rejects because of an outage: details
   * that cannot be had in time are `unavailable`, with the reason.
   */
  find(lookups: readonly DetailsLookup[], budgetMs: number): Promise<DetailsResult[]>;
}
