import { idSchema, MAX_LOOKUPS, pointSchema } from '@ride-hailing/contracts';
import { createZodDto, flag } from '@ride-hailing/service-kit';
import { z } from 'zod';
import { cachingChoice, currentRideSchema, sourcesSchema } from '../current-ride/current-ride.dto';
import { positionSourceSchema } from '../driver-positions/nearest.dto';

const idList = z
  .string('is missing')
  .transform((list) => [...new Set(list.split(','))])
  .pipe(z.array(idSchema).max(MAX_LOOKUPS, `must be at most ${MAX_LOOKUPS} ids`));

export class DriversQuery extends createZodDto(
  z.object({
    ids: idList.describe(`Ids of at most ${MAX_LOOKUPS} drivers, separated by commas`),
    details: flag(false).describe('`true` asks for the details of their rides, all in one call'),
    cache: cachingChoice,
  }),
) {}

/** A driver's position, whether they are free, and their ride. */
const driverSchema = currentRideSchema.extend({
  // Null before the driver's first update: until then only ride events have named the driver.
  position: pointSchema
    .extend({
      recordedAt: z.iso.datetime(),
      accurate: z
        .boolean()
        .describe(
          'False: less accurate than 1,000 m, or 0, 0. The driver is not found by a place, only by name',
        ),
    })
    .nullable(),
  available: z.boolean().nullable(),
  reserved: z.boolean().describe('For a ride that is being assigned, or was and is not known to have ended'),
  free: z.boolean().describe('Available, heard of lately, on no ride and not reserved'),
  sources: sourcesSchema.extend({ position: positionSourceSchema }),
});

const driversSchema = z.object({ drivers: z.array(driverSchema), unknown: z.array(z.string()) });

export type DriverAnswer = z.infer<typeof driverSchema>;
export type DriversAnswer = z.infer<typeof driversSchema>;

export class DriverDto extends createZodDto(driverSchema) {}
export class DriversDto extends createZodDto(driversSchema) {}
