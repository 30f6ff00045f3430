import type { LiveRide } from '../../../src/page-api';
import { token } from '../../look/theme';
import { type Frame, pixelsOf, type Places, worldX, worldY } from './mercator';
import { BORDERS, CITY, DISTRICTS, HAN_RIVER, RIVER_WIDTH } from './seoul';

const SEOUL_LAT = 37.55;
/** Names of districts are drawn from this scale on, since they would cover each other below. */
const NAMES_FROM_SCALE = 256 * 2 ** 10.4;
const CITY_SCALE = 256 * 2 ** 11;
/** Above so many drivers, shapes are simpler. */
const MANY_DRIVERS = 3_000;

function trace(ctx: CanvasRenderingContext2D, frame: Frame, line: readonly (readonly [number, number])[]) {
  line.forEach(([lng, lat], index) => {
    const x = worldX(lng) * frame.scale - frame.left;
    const y = worldY(lat) * frame.scale - frame.top;
    if (index === 0) ctx.moveTo(x, y);
    else ctx.lineTo(x, y);
  });
}

function stroke(
  ctx: CanvasRenderingContext2D,
  frame: Frame,
  lines: readonly (readonly (readonly [number, number])[])[],
) {
  ctx.beginPath();
  for (const line of lines) trace(ctx, frame, line);
  ctx.stroke();
}

/** The city, its districts and the river. */
export function drawCity(ctx: CanvasRenderingContext2D, frame: Frame, language: 'en' | 'ko'): void {
  ctx.fillStyle = token('--card');
  ctx.beginPath();
  trace(ctx, frame, CITY);
  ctx.fill();
  ctx.lineJoin = 'round';
  ctx.strokeStyle = token('--district');
  ctx.lineWidth = 1;
  stroke(ctx, frame, BORDERS);
  ctx.strokeStyle = token('--water');
  ctx.lineWidth = Math.max(3, pixelsOf(RIVER_WIDTH, SEOUL_LAT, frame.scale));
  stroke(ctx, frame, [HAN_RIVER]);
  ctx.strokeStyle = token('--dim');
  ctx.lineWidth = 1.2;
  stroke(ctx, frame, [CITY]);
  if (frame.scale < NAMES_FROM_SCALE) return;
  ctx.fillStyle = token('--dim');
  ctx.font = `11px ${token('--font')}`;
  ctx.textAlign = 'center';
  for (const { at, ...names } of DISTRICTS)
    ctx.fillText(
      names[language],
      worldX(at[0]) * frame.scale - frame.left,
      worldY(at[1]) * frame.scale - frame.top,
    );
}

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
  const { places, states, progress } = traffic;
  const at = (from: Float64Array, to: Float64Array, index: number) =>
    (from[index] ?? 0) + ((to[index] ?? 0) - (from[index] ?? 0)) * progress;
  const xOf = (index: number) => at(places.fromX, places.x, index) * frame.scale - frame.left;
  const yOf = (index: number) => at(places.fromY, places.y, index) * frame.scale - frame.top;
  drawRides(ctx, frame, traffic, xOf, yOf);

  const many = states.length > MANY_DRIVERS;
  const grown = Math.min(2, Math.max(1, Math.sqrt(frame.scale / CITY_SCALE)));
  const size = (many ? 1.6 : 3.2) * grown;
  const paths = [new Path2D(), new Path2D(), new Path2D()] as const;
  for (let index = 0; index < states.length; index++) {
    const x = xOf(index);
    const y = yOf(index);
    if (x < -9 || y < -9 || x > frame.width + 9 || y > frame.height + 9) continue;
    const path = paths[(states[index] ?? 0) as 0 | 1 | 2];
    if (states[index] === 2) {
      path.moveTo(x - size, y - size);
      path.lineTo(x + size, y + size);
      path.moveTo(x + size, y - size);
      path.lineTo(x - size, y + size);
    } else if (many) path.rect(x - size, y - size, 2 * size, 2 * size);
    else {
      path.moveTo(x + size, y);
      path.arc(x, y, size, 0, 2 * Math.PI);
    }
  }
  const [free, busy, silent] = paths;
  ctx.lineWidth = many ? 0.8 : 1.5;
  ctx.strokeStyle = token('--unavailable');
  ctx.stroke(silent);
  ctx.strokeStyle = token('--copy');
  ctx.fillStyle = token('--card');
  ctx.fill(free);
  ctx.stroke(free);
  ctx.fillStyle = token('--copy');
  ctx.fill(busy);
  ctx.stroke(busy);
}

function drawRides(
  ctx: CanvasRenderingContext2D,
  frame: Frame,
  { rides, indexOf }: Traffic,
  xOf: (index: number) => number,
  yOf: (index: number) => number,
): void {
  const lines = new Path2D();
  const marks = new Path2D();
  for (const { driverId, pickup } of rides) {
    const x = worldX(pickup.lng) * frame.scale - frame.left;
    const y = worldY(pickup.lat) * frame.scale - frame.top;
    marks.rect(x - 3.5, y - 3.5, 7, 7);
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
  ctx.stroke(marks);
}
