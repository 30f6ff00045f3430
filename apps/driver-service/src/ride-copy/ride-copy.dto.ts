import { idSchema, rideStatusSchema } from '@ride-hailing/contracts';
import { createZodDto } from '@ride-hailing/service-kit';
import { z } from 'zod';

export class CopyParams extends createZodDto(z.object({ rideId: idSchema.describe('Id of the ride') })) {}

export class CopyDto extends createZodDto(
  z.object({
    rideId: z.string(),
    version: z.int().positive().describe("The owner's"),
    status: rideStatusSchema,
    changedAt: z.iso.datetime().describe("By the owner's database"),
    appliedAt: z.iso.datetime().describe('When this version was written here'),
  }),
) {}
