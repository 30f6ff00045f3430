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
  readonly driverId: string;
  readonly rideId: string;
  readonly status: string;
  readonly pickupLat: number;
  readonly pickupLng: number;
  readonly version: number;
  readonly appliedAtMs: number;
}

const FREE_WITHIN_MS = 60_000;
const ageOf = (sinceMs: number): number => Math.max(0, Math.round(Date.now() - sinceMs));

const notAsked = { from: 'not-asked', cache: null, version: null, ageMs: null, tookMs: null, reason: null };

/** Of details that are given, from where they are. */
export interface GivenDetails {
  readonly from: string;
  readonly version: number;
  readonly details: object;
}

const sourceOf = ({ from, version }: GivenDetails) => ({
  ...{ from, cache: null, version, ageMs: 0, tookMs: 0, reason: null },
});

export const rideAnswer = (driverId: string, ride?: RideRow, given?: GivenDetails) => ({
  driverId,
  ride: ride
    ? {
        id: ride.rideId,
        status: ride.status,
        pickup: { lat: ride.pickupLat, lng: ride.pickupLng },
        version: ride.version,
      }
    : null,
  details: given?.details ?? null,
  sources: {
    approach: 'hybrid',
    ride: {
      from: 'local-copy',
      version: ride?.version ?? null,
      ageMs: ride ? ageOf(ride.appliedAtMs) : null,
    },
    details: given ? sourceOf(given) : notAsked,
  },
});

export function driverAnswer(driverId: string, position: PositionRow, ride?: RideRow) {
  const { sources, ...rest } = rideAnswer(driverId, ride);
  const { lat, lng, available, reserved, sequence } = position;
  const ageMs = ageOf(position.heardAtMs);
  return {
    position: { lat, lng, recordedAt: new Date(position.recordedAtMs).toISOString(), accurate: true },
    available,
    reserved,
    free: available && !reserved && ageMs < FREE_WITHIN_MS && !ride,
    ...rest,
    sources: { position: { from: 'local', sequence, ageMs }, ...sources },
  };
}
