import type { Approach, Point, RideStatus } from '@ride-hailing/contracts';
import type { Details, UnavailableReason } from '../ride-details/ride-details.port';

/** Why details that were asked for are not there. */
type NoDetailsReason = UnavailableReason | 'not-found' | 'not-yours' | 'behind';

/** Where a ride comes from whole, its details with it. */
export const WHOLE_RIDE_ORIGINS = [
  'ride-service',
  'local-replica',
  'database-view',
  'shared-cache',
  'shared-files',
] as const;

export type WholeRideOrigin = (typeof WHOLE_RIDE_ORIGINS)[number];

export interface DetailsSource {
  readonly from: WholeRideOrigin | 'cache' | 'stale-cache' | 'unavailable' | 'not-asked';
  /** The caching choice that served them; null when they were not asked for. */
  readonly cache: string | null;
  readonly version: number | null;
  readonly ageMs: number | null;
  readonly tookMs: number | null;
  readonly reason: NoDetailsReason | null;
}

interface RideSource {
  readonly from: 'local-copy' | WholeRideOrigin;
  readonly version: number | null;
  readonly ageMs: number | null;
}

/** A driver's current ride, and for each part where it came from. */
export interface CurrentRideAnswer {
  readonly driverId: string;
  readonly ride: { id: string; status: RideStatus; pickup: Point; version: number } | null;
  readonly details: Details | null;
  readonly sources: {
    /** How this service learned of the ride. */
    readonly approach: Approach;
    readonly ride: RideSource;
    readonly details: DetailsSource;
  };
}

export const NOT_ASKED: DetailsSource = {
  from: 'not-asked',
  cache: null,
  version: null,
  ageMs: null,
  tookMs: null,
  reason: null,
};

/** Milliseconds to one decimal. */
export const round = (ms: number): number => Math.round(ms * 10) / 10;

/** Whole milliseconds. A clock that was set back, or another one that is ahead, makes it 0. */
export const age = (ms: number): number => Math.max(0, Math.round(ms));
