import { idSchema, rideStatusSchema, uuidSchema } from '@ride-hailing/contracts';
import { createZodDto, queryInteger } from '@ride-hailing/service-kit';
import { z } from 'zod';

const rideFilterSchema = z.strictObject({
  status: rideStatusSchema.optional(),
  driverId: idSchema.optional(),
  after: z.uuid().optional().describe('The `next` of the page before'),
  limit: queryInteger({ min: 1, max: 100 }).default(50),
});

export type RideFilter = z.output<typeof rideFilterSchema>;

export class RideFilterDto extends createZodDto(rideFilterSchema) {}

export class RideIdDto extends createZodDto(z.strictObject({ id: uuidSchema })) {}
