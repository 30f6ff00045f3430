import type { Point } from '@ride-hailing/contracts';
import type { KnownDriverAnswer } from '../approaches/hybrid.approach';
import { age, type CurrentRideAnswer } from '../current-ride/current-ride-answer';
import type { KnownDriver } from '../current-ride/local-essentials.query';

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

export function toDriver({ essentials: { position }, answer }: KnownDriverAnswer): DriverAnswer {
  return {
    driverId: answer.driverId,
    position: position ? toPosition(position) : null,
    available: position?.available ?? null,
    reserved: position?.reserved ?? false,
    free: position?.free ?? false,
    ride: answer.ride,
    details: answer.details,
    sources: {
      position: {
        from: 'local',
        sequence: position?.sequence ?? null,
        ageMs: position ? age(position.ageMs) : null,
      },
      ...answer.sources,
    },
  };
}

const toPosition = ({ lat, lng, recordedAtMs, accurate }: KnownDriver): DriverAnswer['position'] => ({
  lat,
  lng,
  recordedAt: new Date(recordedAtMs).toISOString(),
  accurate,
});
