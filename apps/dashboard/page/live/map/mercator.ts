/** The width of the world at zoom 0, in pixels. */
const WORLD = 256;
const EARTH_CIRCUMFERENCE_M = 40_075_017;

/** Where a longitude lies on a map of the world of width 1. */
export const worldX = (lng: number): number => (lng + 180) / 360;

/** Where a latitude lies on it, downwards, by Web Mercator. */
export function worldY(lat: number): number {
  const sine = Math.sin((lat * Math.PI) / 180);
  return 0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI);
}

/** How places come to pixels: `x = worldX * scale - left`. */
export interface Frame {
  readonly scale: number;
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

export const scaleAt = (zoom: number): number => WORLD * 2 ** zoom;

/** Pixels of a length on the ground at a latitude. */
export const pixelsOf = (metres: number, lat: number, scale: number): number =>
  (metres / (EARTH_CIRCUMFERENCE_M * Math.cos((lat * Math.PI) / 180))) * scale;

/** Columns of drivers in world coordinates, with those of the frame before for drawing them on their way. */
export interface Places {
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly fromX: Float64Array;
  readonly fromY: Float64Array;
}

/**
 * The places of a new frame. Drivers move to them from the places of the frame before when it had the same drivers, and
 * are there at once otherwise.
 */
export function placesOf(
  { lat, lng }: { readonly lat: readonly number[]; readonly lng: readonly number[] },
  before: Places | undefined,
): Places {
  const x = Float64Array.from(lng, worldX);
  const y = Float64Array.from(lat, worldY);
  const moves = before?.x.length === x.length;
  return { x, y, fromX: moves ? before.x : x, fromY: moves ? before.y : y };
}

/** The index of the place nearest to a pixel, at most `within` pixels away; undefined without. */
export function nearest(
  places: Places,
  frame: Frame,
  at: { readonly x: number; readonly y: number },
  within: number,
): number | undefined {
  let best: number | undefined;
  let least = within ** 2;
  for (let index = 0; index < places.x.length; index++) {
    const dx = (places.x[index] ?? 0) * frame.scale - frame.left - at.x;
    const dy = (places.y[index] ?? 0) * frame.scale - frame.top - at.y;
    const distance = dx * dx + dy * dy;
    if (distance > least) continue;
    least = distance;
    best = index;
  }
  return best;
}
