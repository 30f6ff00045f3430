import { distanceM, type Point } from '@ride-hailing/contracts';

const radians = (degrees: number): number => (degrees * Math.PI) / 180;

/** Degrees clockwise from north, 0 to 360. */
export const headingTo = (from: Point, to: Point): number => {
  const lng = radians(to.lng - from.lng);
  const north =
    Math.cos(radians(from.lat)) * Math.sin(radians(to.lat)) -
    Math.sin(radians(from.lat)) * Math.cos(radians(to.lat)) * Math.cos(lng);
  const east = Math.sin(lng) * Math.cos(radians(to.lat));
  return ((Math.atan2(east, north) * 180) / Math.PI + 360) % 360;
};

/** A straight drive at one speed. `durationMs` is 0 for a car that stands still. */
export interface Leg {
  readonly from: Point;
  readonly to: Point;
  readonly startMs: number;
  readonly durationMs: number;
  /** Metres a second. */
  readonly speed: number;
}

/** @param timeScale with 30, the drive takes a thirtieth of the time that `speed` needs */
export const startLeg = (from: Point, to: Point, startMs: number, speed: number, timeScale = 1): Leg => ({
  from,
  to,
  startMs,
  speed,
  durationMs: ((distanceM(from, to) / speed) * 1_000) / timeScale,
});

export const standStill = (at: Point, startMs: number): Leg => ({
  from: at,
  to: at,
  startMs,
  durationMs: 0,
  speed: 0,
});

export const arrivedAt = (leg: Leg): number => leg.startMs + leg.durationMs;

export const positionOn = (leg: Leg, nowMs: number): Point => {
  const part = leg.durationMs === 0 ? 1 : Math.min(1, Math.max(0, (nowMs - leg.startMs) / leg.durationMs));
  return {
    lat: leg.from.lat + (leg.to.lat - leg.from.lat) * part,
    lng: leg.from.lng + (leg.to.lng - leg.from.lng) * part,
  };
};
