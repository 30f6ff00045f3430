import { z } from 'zod';

/** Degrees, WGS 84. */
export const pointSchema = z.object({
  lat: z.number().min(-90).max(90),
  lng: z.number().min(-180).max(180),
});

export type Point = z.infer<typeof pointSchema>;

/** Mean radius of the earth, metres. */
export const EARTH_RADIUS_M = 6_371_008.8;

/** Slightly more than half the circumference, metres: no two places are farther apart. */
export const FARTHEST_M = 20_040_000;

const radians = (degrees: number): number => (degrees * Math.PI) / 180;

/** Great-circle distance in metres, by the haversine formula. */
export function distanceM(a: Point, b: Point): number {
  const halfLat = Math.sin(radians(b.lat - a.lat) / 2);
  const halfLng = Math.sin(radians(b.lng - a.lng) / 2);
  const square = halfLat ** 2 + Math.cos(radians(a.lat)) * Math.cos(radians(b.lat)) * halfLng ** 2;
  return 2 * EARTH_RADIUS_M * Math.asin(Math.min(1, Math.sqrt(square)));
}
