import { createZodDto } from 'nestjs-zod';
import { z } from 'zod';

const versionSchema = z.object({
  version: z.int().positive(),
  record: z
    .enum(['kept', 'cleaned-up'])
    .describe(
      '`cleaned-up`: published long ago, its record is past its retention, so its times are not known',
    ),
  committedAt: z.iso
    .datetime()
    .nullable()
    .describe('When its event was written, in the transaction of the change'),
  publishedAt: z.iso
    .datetime()
    .nullable()
    .describe("When the broker's acknowledgement was noted; null until then"),
  streamSequence: z.int().positive().nullable().describe('Where the broker stored it'),
});

export class RideJourneyDto extends createZodDto(
  z.object({
    rideId: z.uuid(),
    version: z.int().positive().describe('The present one'),
    versions: z.array(versionSchema).describe('Oldest first'),
  }),
) {}
