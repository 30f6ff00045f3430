import { APPROACHES } from '@ride-hailing/contracts';
import { createZodDto, queryFlag } from '@ride-hailing/service-kit';
import { z } from 'zod';
import { cachingChoice, currentRideSchema } from '../current-ride/drivers.dto';

export class CurrentRideQuery extends createZodDto(
  z.object({
    details: queryFlag(true).describe('`false`: the ride alone. With `hybrid` that is from local tables'),
    approach: z
      .enum(APPROACHES, `must be one of: ${APPROACHES.join(', ')}`)
      .optional()
      .describe(
        "Way to learn of the ride for this one answer, instead of the service's own; only one that is on",
      ),
    cache: cachingChoice,
  }),
) {}

export class CurrentRideDto extends createZodDto(currentRideSchema) {}
