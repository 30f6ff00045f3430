import type { LiveRide } from '../../../src/page-api';
import { token } from '../../look/theme';
import { type Frame, pixelsOf, type Places, worldX, worldY } from './mercator';
import { BORDERS, CITY, DISTRICTS, HAN_RIVER, RIVER_WIDTH } from './seoul';

const SEOUL_LAT = 37.55;
/** Names of districts are drawn from this scale on, since they would cover each other below. */
const NAMES_FROM_SCALE = 256 * 2 ** 10.4;
const CITY_SCALE = 256 * 2 ** 11;
/** Above this number of drivers, their marks are smaller and simpler. */
const MANY_DRIVERS = 3_000;
/** Room around a mark for half of its line. */
const MARK_MARGIN = 1.5;
const MOST_MARKS = 60;

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

/** Rides as lines from their driver to the mark of their pickup, and drivers by state: free o, on a ride ●, silent × or, of many, a stroke. */
export function drawTraffic(ctx: CanvasRenderingContext2D, frame: Frame, traffic: Traffic): void {
  const { places, states, progress } = traffic;
  const at = (from: Float64Array, to: Float64Array, index: number) =>
    (from[index] ?? 0) + ((to[index] ?? 0) - (from[index] ?? 0)) * progress;
  const xOf = (index: number) => at(places.fromX, places.x, index) * frame.scale - frame.left;
  const yOf = (index: number) => at(places.fromY, places.y, index) * frame.scale - frame.top;
  drawRides(ctx, frame, traffic, xOf, yOf);

  const isMany = states.length > MANY_DRIVERS;
  const grown = Math.min(2, Math.max(1, Math.sqrt(frame.scale / CITY_SCALE)));
  const radius = (isMany ? 1.6 : 3.2) * grown;
  const half = radius + MARK_MARGIN;
  const marks = [0, 1, 2].map((state) => markOf(state, radius));
  const squares = [new Path2D(), new Path2D(), new Path2D()];
  for (let index = 0; index < states.length; index++) {
    const x = xOf(index);
    const y = yOf(index);
    if (x < -half || y < -half || x > frame.width + half || y > frame.height + half) continue;
    const state = states[index] ?? 0;
    const mark = marks[state];
    if (isMany && state === 2) {
      squares[2]?.moveTo(x - radius, y - radius);
      squares[2]?.lineTo(x + radius, y + radius);
    } else if (isMany) squares[state]?.rect(x - radius, y - radius, 2 * radius, 2 * radius);
    else if (mark) ctx.drawImage(mark, Math.round(x - half), Math.round(y - half), 2 * half, 2 * half);
  }
  if (isMany) drawSquares(ctx, squares);
}

/** One path for all drivers of a state: thousands of pictures would take longer. */
function drawSquares(ctx: CanvasRenderingContext2D, [free, busy, silent]: readonly Path2D[]): void {
  ctx.lineWidth = 0.8;
  for (const [path, colour] of [
    [silent, '--unavailable'],
    [free, '--copy'],
    [busy, '--copy'],
  ] as const) {
    if (!path) continue;
    ctx.strokeStyle = token(colour);
    ctx.stroke(path);
  }
  ctx.fillStyle = token('--copy');
  if (busy) ctx.fill(busy);
}

const marksDrawn = new Map<string, HTMLCanvasElement>();

/** The mark of a state as a picture, which is copied much faster than drawn again for each driver. */
function markOf(state: number, radius: number): HTMLCanvasElement {
  const colour = token(state === 2 ? '--unavailable' : '--copy');
  const ground = state === 0 ? token('--card') : colour;
  const key = [state, radius.toFixed(1), colour, ground, devicePixelRatio].join();
  const known = marksDrawn.get(key);
  if (known) return known;
  if (marksDrawn.size > MOST_MARKS) marksDrawn.clear();
  const canvas = document.createElement('canvas');
  const half = radius + MARK_MARGIN;
  canvas.width = canvas.height = Math.ceil(2 * half * devicePixelRatio);
  const ctx = canvas.getContext('2d');
  if (ctx) {
    ctx.scale(canvas.width / (2 * half), canvas.height / (2 * half));
    ctx.translate(half, half);
    ctx.lineWidth = 1.5;
    ctx.strokeStyle = colour;
    ctx.fillStyle = ground;
    const path = new Path2D();
    if (state === 2) {
      for (const side of [-radius, radius]) {
        path.moveTo(-radius, side);
        path.lineTo(radius, -side);
      }
    } else {
      path.arc(0, 0, radius, 0, 2 * Math.PI);
      ctx.fill(path);
    }
    ctx.stroke(path);
  }
  marksDrawn.set(key, canvas);
  return canvas;
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
