import { createZodDto } from '@ride-hailing/service-kit';
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
    .describe(
      "When the broker's acknowledgement was last noted; null until then, and while it is published again",
    ),
  streamSequence: z
    .int()
    .positive()
    .nullable()
    .describe(
      'Where the broker stored it when it was last published; it may have left the stream since, by age or by hand',
    ),
});

export class RideJourneyDto extends createZodDto(
  z.object({
    rideId: z.uuid(),
    version: z.int().positive().describe('The present one'),
    versions: z.array(versionSchema).describe('Oldest first'),
  }),
) {}
