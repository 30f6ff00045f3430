import { FARTHEST_M, pointSchema } from '@ride-hailing/contracts';
import { createZodDto, queryInteger, queryNumber } from '@ride-hailing/service-kit';
import { z } from 'zod';

const MOST_DRIVERS = 50;

export class NearestQuery extends createZodDto(
  z.object({
    lat: queryNumber({ min: -90, max: 90 }).describe('Degrees, WGS 84'),
    lng: queryNumber({ min: -180, max: 180 }).describe('Degrees, WGS 84'),
    limit: queryInteger({ min: 1, max: MOST_DRIVERS }).default(10),
    maxDistanceM: queryInteger({ min: 1, max: FARTHEST_M })
      .default(50_000)
      .describe('Metres. Who is farther away is left out'),
  }),
) {}

export const positionSourceSchema = z.object({
  from: z.literal('local'),
  sequence: z.int().nullable().describe('Of the update that said so; null when none has come yet'),
  ageMs: z.int().nullable().describe('Since the broker stored that update'),
});

export class NearestAnswer extends createZodDto(
  z.object({
    drivers: z.array(
      z.object({
        driverId: z.string(),
        position: pointSchema,
        distanceM: z.number().describe('Great-circle distance in metres'),
        sources: z.object({ position: positionSourceSchema }),
      }),
    ),
    sources: z.object({
      positions: z.object({ from: z.literal('local') }),
      rides: z.object({ from: z.literal('local-copy') }),
    }),
  }),
) {}
