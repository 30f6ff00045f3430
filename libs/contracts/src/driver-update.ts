import { z } from 'zod';
import { idSchema } from './ids';
import { parseJson, type Parsed } from './parse';
import { pointSchema } from './place';

/**
 * What a driver's phone says, several times a minute. JSON on `drivers.update.<driverId>`, no headers.
 * `sequence` starts at the phone's clock in ms and only grows; updates of a driver are ordered by it alone.
 * `recordedAt` is the phone's clock, ms since 1970-01-01 UTC.
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

/** Decodes and checks one message of DRIVER_UPDATES; a fault is a value, not a throw. */
export const parseDriverUpdate = (data: Uint8Array): Parsed<DriverUpdate> =>
  parseJson(driverUpdateSchema, data);
