import {
  APPROACHES,
  idSchema,
  pointSchema,
  rideStatusSchema,
  WHOLE_RIDE_ORIGINS,
} from '@ride-hailing/contracts';
import { createZodDto, flag, ForbiddenProblem, identity } from '@ride-hailing/service-kit';
import { z } from 'zod';
import { cachingChoices } from '../ride-details/caching-choice';
import { detailsSchema, UNAVAILABLE_REASONS } from '../ride-details/ride-details.port';

export class DriverParams extends createZodDto(z.object({ id: idSchema.describe('Id of the driver') })) {}

/**
 * Says that it is forbidden, and not that the driver is unknown: which drivers there are is no secret from drivers.
 * @throws ForbiddenProblem when a driver asks about another one
 */
export function checkOwn(driverId: string): void {
  const { role, sub } = identity();
  if (role === 'driver' && sub !== driverId) {
    throw new ForbiddenProblem('A driver may ask about this driver alone: the one of the token.');
  }
}

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
    details: flag(true).describe('`false`: the ride alone. With `hybrid` that is from local tables'),
    approach: z
      .enum(APPROACHES, `must be one of: ${APPROACHES.join(', ')}`)
      .optional()
      .describe(
        "Way to learn of the ride for this one answer, instead of the service's own; only one that is on",
      ),
    cache: cachingChoice,
  }),
) {}

const rideSchema = z.object({
  id: z.string(),
  status: rideStatusSchema,
  pickup: pointSchema,
  version: z.int(),
});

export const sourcesSchema = z.object({
  approach: z.enum(APPROACHES).describe('The way by which this service was to learn of the ride'),
  ride: z.object({
    from: z.enum(['local-copy', ...WHOLE_RIDE_ORIGINS]),
    version: z.int().nullable(),
    ageMs: z
      .int()
      .nullable()
      .describe(
        'Of what is kept here: since this version was written. Of what stands in a shared store: since the owner ' +
          'published it. 0 when it was read from the owner now',
      ),
  }),
  details: z.object({
    from: z.enum([...WHOLE_RIDE_ORIGINS, 'cache', 'stale-cache', 'unavailable', 'not-asked']),
    cache: z
      .enum(cachingChoices())
      .nullable()
      .describe(
        'The caching choice that served this answer; null when details were not asked for, for every approach but ' +
          '`hybrid`, and when Ride Service gave the ride too',
      ),
    version: z
      .int()
      .nullable()
      .describe(
        'May be above the version of the copy; below it only with the caching choices that do not look at versions',
      ),
    ageMs: z.int().nullable().describe('How old the details can be at most'),
    tookMs: z.number().nullable(),
    reason: z
      .enum([...UNAVAILABLE_REASONS, 'not-found', 'not-yours', 'behind'])
      .nullable()
      .describe(
        'Why details that were asked for are not there. `breaker-open`: Ride Service has been failing and is left ' +
          'alone for a moment; `overloaded`: too many calls are under way, here or there',
      ),
  }),
});

/** A driver's current ride, and the source of each part. */
export const currentRideSchema = z.object({
  driverId: z.string(),
  ride: rideSchema.nullable().describe('Null when the driver is on no ride'),
  details: detailsSchema
    .nullable()
    .describe('Null when not asked for or not to be had: see `sources.details`'),
  sources: sourcesSchema,
});

export class CurrentRideDto extends createZodDto(currentRideSchema) {}

export type CurrentRideAnswer = z.infer<typeof currentRideSchema>;
export type DetailsSource = CurrentRideAnswer['sources']['details'];

export const NOT_ASKED: DetailsSource = {
  from: 'not-asked',
  cache: null,
  version: null,
  ageMs: null,
  tookMs: null,
  reason: null,
};

/** Rounds milliseconds to one decimal. */
export const round = (ms: number): number => Math.round(ms * 10) / 10;

/** Whole milliseconds; 0 when a clock was set back, or when the other clock is ahead. */
export const age = (ms: number): number => Math.max(0, Math.round(ms));
