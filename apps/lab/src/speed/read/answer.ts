/** What the sides beside the project read of a driver, and answer in the project's shape. */
export interface PositionRow {
  readonly lat: number;
  readonly lng: number;
  readonly recordedAtMs: number;
  readonly heardAtMs: number;
  readonly sequence: number;
  readonly available: boolean;
  readonly reserved: boolean;
}

export interface RideRow {
  readonly rideId: string;
  readonly status: string;
  readonly pickupLat: number;
  readonly pickupLng: number;
  readonly version: number;
  readonly appliedAtMs: number;
}

const FREE_WITHIN_MS = 60_000;
const ageOf = (sinceMs: number, now: number): number => Math.max(0, Math.round(now - sinceMs));

const notAsked = { from: 'not-asked', cache: null, version: null, ageMs: null, tookMs: null, reason: null };

/** Of details that are given, from where they are. */
export interface GivenDetails {
  readonly from: string;
  readonly version: number;
  readonly details: object;
}

export function rideAnswer(driverId: string, ride: RideRow | undefined, given?: GivenDetails) {
  const version = ride?.version ?? null;
  const ageMs = ride ? ageOf(ride.appliedAtMs, Date.now()) : null;
  const detailsOf = ({ from, version }: GivenDetails) => ({
    ...{ from, cache: null, version, ageMs: 0, tookMs: 0, reason: null },
  });
  return {
    driverId,
    ride: ride && {
      id: ride.rideId,
      status: ride.status,
      pickup: { lat: ride.pickupLat, lng: ride.pickupLng },
      version: ride.version,
    },
    details: given?.details ?? null,
    sources: {
      approach: 'hybrid',
      ride: { from: 'local-copy', version, ageMs },
      details: given ? detailsOf(given) : notAsked,
    },
  };
}

export function driverAnswer(driverId: string, position: PositionRow, ride: RideRow | undefined) {
  const { driverId: id, sources, ...rest } = rideAnswer(driverId, ride);
  const { lat, lng, available, reserved, sequence } = position;
  const ageMs = ageOf(position.heardAtMs, Date.now());
  return {
    driverId: id,
    position: { lat, lng, recordedAt: new Date(position.recordedAtMs).toISOString(), accurate: true },
    available,
    reserved,
    free: available && !reserved && ageMs < FREE_WITHIN_MS && !ride,
    ...rest,
    ride: rest.ride ?? null,
    sources: { position: { from: 'local', sequence, ageMs }, ...sources },
  };
}
