import type { Approach, Point, RideStatus } from '@ride-hailing/contracts';
import type { KnownDriver } from '../driver-positions/driver-positions.service';
import type { CopiedRide } from '../ride-copy/ride-copy.service';
import type { Details, DetailsResult, UnavailableReason } from '../ride-details/ride-details.port';

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

/** What a lookup gave, and the caching choice that served it. */
export type ServedDetails = DetailsResult & { readonly cache: string };

interface DetailsSource {
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

/** A driver: where, whether free, and on which ride. */
export interface DriverAnswer extends CurrentRideAnswer {
  /** Null before the driver's first update: then only events of rides tell of the driver. */
  readonly position: (Point & { readonly recordedAt: string; readonly accurate: boolean }) | null;
  readonly available: boolean | null;
  /** An assignment keeps the driver from others: under way, or confirmed and the end of its ride not known here. */
  readonly reserved: boolean;
  readonly free: boolean;
  readonly sources: CurrentRideAnswer['sources'] & {
    readonly position: {
      readonly from: 'local';
      readonly sequence: number | null;
      readonly ageMs: number | null;
    };
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

export const round = (ms: number): number => Math.round(ms * 10) / 10;
/** In whole ms. A clock that was set back, or another one that is ahead, makes it 0. */
export const age = (ms: number): number => Math.max(0, Math.round(ms));

/** The hybrid answer. `found` is undefined when details were not asked for. */
export function toCurrentRide(
  driverId: string,
  ride: CopiedRide | undefined,
  found: ServedDetails | undefined,
): CurrentRideAnswer {
  return {
    driverId,
    // If the details are newer, the copy stays as it is: the sources tell both versions.
    ride: ride ? { id: ride.rideId, status: ride.status, pickup: ride.pickup, version: ride.version } : null,
    details: found?.outcome === 'found' ? found.details : null,
    sources: {
      approach: 'hybrid',
      ride: {
        from: 'local-copy',
        version: ride?.version ?? null,
        ageMs: ride ? age(ride.ageMs) : null,
      },
      details: detailsSource(found),
    },
  };
}

function detailsSource(found: ServedDetails | undefined): DetailsSource {
  if (found === undefined) return NOT_ASKED;
  const { cache } = found;
  const tookMs = round(found.tookMs);
  if (found.outcome === 'found') {
    const ageMs = Math.round(found.ageMs);
    return { from: found.from, cache, version: found.version, ageMs, tookMs, reason: null };
  }
  const version = found.outcome === 'behind' ? found.version : null;
  const reason = found.outcome === 'unavailable' ? found.reason : found.outcome;
  return { from: 'unavailable', cache, version, ageMs: null, tookMs, reason };
}

export function toDriver(
  current: CurrentRideAnswer,
  position: KnownDriver | undefined,
  freeWithinMs: number,
): DriverAnswer {
  const silentMs = position ? age(position.ageMs) : null;
  const isHeardOfLately = silentMs !== null && silentMs < freeWithinMs;
  return {
    driverId: current.driverId,
    position: position ? toPosition(position) : null,
    available: position?.available ?? null,
    reserved: position?.reserved ?? false,
    free: position?.available === true && !position.reserved && isHeardOfLately && current.ride === null,
    ride: current.ride,
    details: current.details,
    sources: {
      position: { from: 'local', sequence: position?.sequence ?? null, ageMs: silentMs },
      ...current.sources,
    },
  };
}

const toPosition = ({ lat, lng, recordedAtMs, accurate }: KnownDriver): DriverAnswer['position'] => ({
  lat,
  lng,
  recordedAt: new Date(recordedAtMs).toISOString(),
  accurate,
});
