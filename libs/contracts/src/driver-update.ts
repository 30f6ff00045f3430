import { z } from 'zod';
import { idSchema, isId } from './ids';
import { parseJson, type Parsed } from './parse';
import { pointSchema } from './place';

/**
 * What a driver's phone says, several times a minute. JSON on `drivers.update.<driverId>`, no headers.
 * `sequence` starts at the phone's clock in ms and grows by 1 with each update, so that a phone which starts again goes
 * on above what it sent; updates of a driver are ordered by it alone.
 * `recordedAt` is the phone's clock, ms since 1970-01-01 UTC.
 * Both must be near the time when the broker stored the update: see `phoneClockFault`.
 */
export const driverUpdateSchema = z.object({
  driverId: idSchema,
  sequence: z.int().positive(),
  recordedAt: z.int().positive(),
  position: pointSchema,
  available: z.boolean(),
  /** Degrees clockwise from north. */
  heading: z.number().min(0).max(360).optional(),
  /** Metres a second. */
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
 * True for what the schema takes as it is. There are tens of thousands of updates a second, nearly all of them
 * like that, and to walk the schema takes longer than to parse the JSON.
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

/** Decodes and checks one message of DRIVER_UPDATES; a fault is a value, not a throw. */
export const parseDriverUpdate = (data: Uint8Array): Parsed<DriverUpdate> =>
  parseJson(driverUpdateSchema, data, isPlainDriverUpdate);

/** How far a phone's clock may be ahead of the broker's. One that is set right later stands still for that long. */
const MOST_AHEAD_MS = 600_000;
/** How far it may be behind. So long a phone may count on, one by one, from the moment when it was switched on. */
const MOST_BEHIND_MS = 366 * 86_400_000;

const isNear = (ms: number, storedAtMs: number): boolean =>
  ms <= storedAtMs + MOST_AHEAD_MS && ms >= storedAtMs - MOST_BEHIND_MS;

/**
 * What is wrong with the numbers that come from a phone's clock. A sequence that is far ahead would keep out every
 * later update of the driver, and one that is far behind would be kept out by what came before.
 * @param storedAtMs when the broker stored the update for the first time
 * @returns undefined when both are from 366 days before that to 10 minutes after it
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
