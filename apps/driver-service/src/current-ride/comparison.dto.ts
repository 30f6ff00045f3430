import { APPROACHES } from '@ride-hailing/contracts';
import { createZodDto } from '@ride-hailing/service-kit';
import { z } from 'zod';
import { CurrentRideQuery, currentRideSchema } from './current-ride.dto';

/** The approach is not a choice here, since all that are on are asked. */
export class ComparisonQuery extends createZodDto(CurrentRideQuery.schema.omit({ approach: true })) {}

const comparedSchema = z.object({
  approach: z.enum(APPROACHES),
  outcome: z
    .enum(['answered', 'refused', 'failed'])
    .describe(
      '`refused`: this approach says that there is no such driver, or gives it to nobody; `failed`: a part is away, ' +
        'or there was no answer in time',
    ),
  tookMs: z
    .number()
    .describe('All approaches are asked at once and share a process, so each slows the others'),
  answer: currentRideSchema.nullable().describe('What `GET /drivers/{id}/current-ride` answers with it'),
  problem: z
    .object({ title: z.string(), detail: z.string() })
    .nullable()
    .describe('Why there is no answer; null when there is one'),
  differs: z
    .array(z.string())
    .describe(
      'Paths below `ride` and `details` whose values differ from those of the reference, such as `ride.status` or ' +
        '`details.stops[0].lat`; a part that only one of the two has is one path. Empty without an answer',
    ),
  behindBy: z
    .int()
    .nullable()
    .describe('Versions behind the reference; null when it has another ride, or one of the two has none'),
});

/** What every approach that is on says about one driver, asked at the same moment. */
export const comparisonSchema = z.object({
  driverId: z.string(),
  reference: z
    .enum(APPROACHES)
    .nullable()
    .describe(
      "The approach that the others are compared with: the owner's own answer when there is one, or else the one with " +
        'the highest version; a later version of the same ride always wins. Null when no approach answered',
    ),
  tookMs: z.number(),
  deadlineMs: z.int().describe('How long each approach was waited for at most'),
  approaches: z.array(comparedSchema).describe('In the order of the approaches'),
});

export class ComparisonDto extends createZodDto(comparisonSchema) {}

export type Comparison = z.infer<typeof comparisonSchema>;
export type Compared = Comparison['approaches'][number];
