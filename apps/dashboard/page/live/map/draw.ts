import type { LiveRide } from '../../../src/page-api';
import { token } from '../../look/theme';
import { type Frame, type Places, worldX, worldY } from './mercator';

const CITY_SCALE = 256 * 2 ** 11;
/** Above this number of drivers, their marks are smaller. */
const MANY_DRIVERS = 3_000;
const FULL_CIRCLE = 2 * Math.PI;

export interface Traffic {
  readonly places: Places;
  readonly states: readonly number[];
  readonly indexOf: ReadonlyMap<string, number>;
  readonly rides: readonly LiveRide[];
  /** How far drivers are on their way from the frame before: 0 to 1. */
  readonly progress: number;
}

/** Rides as lines from their driver to the mark of their pickup, and drivers by state: free o, on a ride ●, silent ×. */
export function drawTraffic(ctx: CanvasRenderingContext2D, frame: Frame, traffic: Traffic): void {
  const { places, states, indexOf, rides, progress } = traffic;
  const at = (from: Float64Array, to: Float64Array, index: number) =>
    (from[index] ?? 0) + ((to[index] ?? 0) - (from[index] ?? 0)) * progress;
  const xOf = (index: number) => at(places.fromX, places.x, index) * frame.scale - frame.left;
  const yOf = (index: number) => at(places.fromY, places.y, index) * frame.scale - frame.top;

  const [lines, pickups] = [new Path2D(), new Path2D()];
  for (const { driverId, pickup } of rides) {
    const x = worldX(pickup.lng) * frame.scale - frame.left;
    const y = worldY(pickup.lat) * frame.scale - frame.top;
    pickups.rect(x - 3.5, y - 3.5, 7, 7);
    const driver = indexOf.get(driverId);
    if (driver === undefined) continue;
    lines.moveTo(xOf(driver), yOf(driver));
    lines.lineTo(x, y);
  }
  ctx.strokeStyle = token('--owner');
  ctx.lineWidth = 1.2;
  ctx.setLineDash([4, 3]);
  ctx.stroke(lines);
  ctx.setLineDash([]);
  ctx.lineWidth = 2;
  ctx.stroke(pickups);

  const grown = Math.min(2, Math.max(1, Math.sqrt(frame.scale / CITY_SCALE)));
  const radius = (states.length > MANY_DRIVERS ? 1.6 : 3.2) * grown;
  const [free, busy, silent] = [new Path2D(), new Path2D(), new Path2D()];
  states.forEach((state, index) => {
    const [x, y] = [xOf(index), yOf(index)];
    if (x < -radius || y < -radius || x > frame.width + radius || y > frame.height + radius) return;
    if (state === 2) {
      silent.moveTo(x - radius, y - radius);
      silent.lineTo(x + radius, y + radius);
      silent.moveTo(x - radius, y + radius);
      silent.lineTo(x + radius, y - radius);
      return;
    }
    const path = state === 1 ? busy : free;
    path.moveTo(x + radius, y);
    path.arc(x, y, radius, 0, FULL_CIRCLE);
  });
  ctx.lineWidth = 1.5;
  for (const [path, colour, ground] of [
    [silent, '--unavailable', '--unavailable'],
    [free, '--copy', '--card'],
    [busy, '--copy', '--copy'],
  ] as const) {
    ctx.strokeStyle = token(colour);
    ctx.fillStyle = token(ground);
    ctx.fill(path);
    ctx.stroke(path);
  }
}
