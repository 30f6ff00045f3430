import { pointSchema } from '@ride-hailing/contracts';
import { createZodDto } from 'nestjs-zod';
import { z } from 'zod';

const MOST_DRIVERS = 50;

const degrees = (most: number) =>
  z.coerce
    .number<string>('must be a number of degrees')
    .min(-most, `must not be less than -${most}`)
    .max(most, `must not be more than ${most}`);

/** `Number('')` is 0, which is a place. */
const given = (schema: z.ZodType<number, string>) =>
  z.string('is missing').trim().min(1, 'is missing').pipe(schema);

export class NearestQuery extends createZodDto(
  z.object({
    lat: given(degrees(90)).describe('Degrees, WGS 84'),
    lng: given(degrees(180)).describe('Degrees, WGS 84'),
    limit: z.coerce
      .number('must be a number')
      .int('must be a whole number')
      .min(1, 'must be at least 1')
      .max(MOST_DRIVERS, `must be at most ${MOST_DRIVERS}`)
      .default(10),
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
