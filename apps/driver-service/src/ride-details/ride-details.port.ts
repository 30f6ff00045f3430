import { pointSchema } from '@ride-hailing/contracts';
import { z } from 'zod';

const placeSchema = pointSchema.extend({ address: z.string() });

export type Place = z.infer<typeof placeSchema>;

/** What Ride Service knows of a ride beyond its essential fields. Never stored in this service's database. */
export const detailsSchema = z.object({
  riderId: z.string(),
  riderName: z.string(),
  riderPhone: z.string(),
  pickupAddress: z.string(),
  dropoff: placeSchema.nullable(),
  stops: z.array(placeSchema),
  /** Integer minor units of the currency. */
  fare: z.object({ amountMinor: z.int(), currency: z.string() }).nullable(),
  notes: z.string(),
});

export type Details = z.infer<typeof detailsSchema>;

export interface DetailsLookup {
  readonly rideId: string;
  /** The version that the asker knows of already. The owner gives nothing older; a caching choice may, if it says so. */
  readonly minVersion: number;
  /** On whose behalf: the owner gives details to the ride's driver only. */
  readonly driverId: string;
}

/**
 * `breaker-open`: not asked, since the owner has been failing; `overloaded`: there was no room for the call, here
 * or at the owner.
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
  /** How old these details can be at most: 0 when the owner has just given them. */
  readonly ageMs: number;
  readonly tookMs: number;
}

export type DetailsResult =
  | FoundDetails
  | { readonly outcome: 'not-found'; readonly tookMs: number }
  | { readonly outcome: 'not-yours'; readonly tookMs: number }
  /** The owner answered from a state older than the asker's. */
  | { readonly outcome: 'behind'; readonly version: number; readonly tookMs: number }
  | { readonly outcome: 'unavailable'; readonly reason: UnavailableReason; readonly tookMs: number };

/** Details of rides, asked of their owner. The gRPC client implements it, and every caching choice around it. */
export interface RideDetails {
  /**
   * One result per lookup, in their order, within about `budgetMs`. Never rejects because of an outage:
   * what cannot be had in time is `unavailable`, with the reason.
   */
  find(lookups: readonly DetailsLookup[], budgetMs: number): Promise<DetailsResult[]>;
}
