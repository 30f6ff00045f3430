import { idSchema } from '@ride-hailing/contracts';
import { createZodDto } from '@ride-hailing/service-kit';
import { z } from 'zod';

export class ErasureOrderDto extends createZodDto(z.strictObject({ riderId: idSchema })) {}

export class ErasureIdDto extends createZodDto(z.strictObject({ id: z.uuid() })) {}

const erasedRideSchema = z.object({
  rideId: z.uuid(),
  version: z.int().positive().describe('Copies of this version or a later one hold nothing of the rider'),
  driverId: idSchema.nullable(),
});

export class ErasureDto extends createZodDto(
  z.object({
    erased: z.int().min(0).describe('How many rides of this rider were erased by this request'),
    hasMore: z.boolean().describe('There may be more: repeat the request when these are finished'),
    oldestMs: z.int().min(0).describe('Since the oldest of these erasures was committed'),
    erasures: z
      .array(z.object({ id: z.uuid(), rides: z.array(erasedRideSchema) }))
      .describe('Those whose copies may still hold data, also of other riders: nothing says whose they were'),
  }),
) {}

export class ErasureEndDto extends createZodDto(
  z.object({ finished: z.boolean().describe('False: there is no such unfinished erasure') }),
) {}
