import { z } from 'zod';
import { idSchema, isId } from './ids';
import { parseJson, type Parsed } from './parse';
import { pointSchema } from './place';

/**
 * What a driver's phone sends several times a minute: JSON on `drivers.update.<driverId>`, without headers.
 * `sequence` alone orders the updates of a driver. It starts at the phone's clock in ms and grows by 1 with each
 * update, so that a phone that restarts continues above what it sent before. `recordedAt` is the phone's clock, ms
 * since 1970-01-01 UTC. Both must be near the time when the broker stored the update: see `phoneClockFault`.
 */
export const driverUpdateSchema = z.object({
  driverId: idSchema,
  sequence: z.int().positive(),
  recordedAt: z.int().positive(),
  position: pointSchema,
  available: z.boolean(),
  /** Degrees clockwise from north. */
  heading: z.number().min(0).max(360).optional(),
  /** Metres per second. */
  speed: z.number().min(0).optional(),
  /** Metres. */
  accuracy: z.number().min(0).optional(),
  /** Per cent. */
  battery: z.number().min(0).max(100).optional(),
});

export type DriverUpdate = z.infer<typeof driverUpdateSchema>;

const isPositiveInteger = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) > 0;

const isBetween = (least: number, most: number, value: unknown): boolean =>
  typeof value === 'number' && value >= least && value <= most;

const isAbsentOrBetween = (least: number, most: number, value: unknown): boolean =>
  value === undefined || isBetween(least, most, value);

const UPDATE_FIELDS: ReadonlySet<string> = new Set(Object.keys(driverUpdateSchema.shape));
const POINT_FIELDS: ReadonlySet<string> = new Set(Object.keys(pointSchema.shape));

function hasNoOthers(value: object, known: ReadonlySet<string>): boolean {
  for (const name in value) if (!known.has(name)) return false;
  return true;
}

function isPlainPoint(json: unknown): boolean {
  if (typeof json !== 'object' || json === null) return false;
  const { lat, lng } = json as Record<string, unknown>;
  return isBetween(-90, 90, lat) && isBetween(-180, 180, lng) && hasNoOthers(json, POINT_FIELDS);
}

/**
 * True for values that the schema accepts and leaves unchanged. Nearly all of tens of thousands of updates per second
 * are such values, and walking the schema takes longer than parsing the JSON.
 */
export function isPlainDriverUpdate(json: unknown): json is DriverUpdate {
  if (typeof json !== 'object' || json === null) return false;
  const update = json as Record<string, unknown>;
  return (
    typeof update.driverId === 'string' &&
    isId(update.driverId) &&
    isPositiveInteger(update.sequence) &&
    isPositiveInteger(update.recordedAt) &&
    isPlainPoint(update.position) &&
    typeof update.available === 'boolean' &&
    isAbsentOrBetween(0, 360, update.heading) &&
    isAbsentOrBetween(0, Number.MAX_VALUE, update.speed) &&
    isAbsentOrBetween(0, Number.MAX_VALUE, update.accuracy) &&
    isAbsentOrBetween(0, 100, update.battery) &&
    hasNoOthers(json, UPDATE_FIELDS)
  );
}

/** Decodes and checks one message of DRIVER_UPDATES; returns a fault instead of throwing it. */
export const parseDriverUpdate = (data: Uint8Array): Parsed<DriverUpdate> =>
  parseJson(driverUpdateSchema, data, isPlainDriverUpdate);

/**
 * How far a phone's clock may be ahead of the broker's. When such a clock is corrected, its driver stands still that
 * long.
 */
const MOST_AHEAD_MS = 600_000;
/** How far it may be behind: a phone may count up one by one for this long since it was switched on. */
const MOST_BEHIND_MS = 366 * 86_400_000;

const isNear = (ms: number, storedAtMs: number): boolean =>
  ms <= storedAtMs + MOST_AHEAD_MS && ms >= storedAtMs - MOST_BEHIND_MS;

/**
 * What is wrong with the numbers that come from a phone's clock. A sequence that is far ahead would supersede every
 * later update of the driver, and one that is far behind would be superseded by earlier updates.
 * @param storedAtMs when the broker first stored the update
 * @returns undefined when both lie between 366 days before that time and 10 minutes after it
 */
export function phoneClockFault(
  { sequence, recordedAt }: Pick<DriverUpdate, 'sequence' | 'recordedAt'>,
  storedAtMs: number,
): string | undefined {
  if (!isNear(sequence, storedAtMs)) return faultOf('sequence', sequence, storedAtMs);
  return isNear(recordedAt, storedAtMs) ? undefined : faultOf('recordedAt', recordedAt, storedAtMs);
}

const faultOf = (field: string, value: number, storedAtMs: number): string =>
  `invalid: ${field}: ${value} is not from 366 days before to 10 minutes after the time of storage, ` +
  `${Math.round(storedAtMs)} ms since 1970`;
