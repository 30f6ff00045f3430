import { APPROACHES, idSchema } from '@ride-hailing/contracts';
import { createZodDto, queryFlag } from '@ride-hailing/service-kit';
import { z } from 'zod';
import { cachingChoices } from '../ride-details/caching-choice';
import { currentRideSchema } from './current-ride-answer';

export class DriverParams extends createZodDto(z.object({ id: idSchema.describe('Id of the driver') })) {}

/** Why a driver's answer is 404, for the OpenAPI document. */
export const UNKNOWN_DRIVER = 'Problem details: neither an update nor a ride has told of this driver';

export const cachingChoice = z
  .enum(cachingChoices(), `must be one of: ${cachingChoices().join(', ')}`)
  .optional()
  .describe(
    "Caching choice for the details of this one answer, instead of the service's own; only if it allows that",
  );

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
