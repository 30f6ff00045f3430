import { uuidSchema } from '@ride-hailing/contracts';
import { createZodDto } from '@ride-hailing/service-kit';
import { z } from 'zod';

export class JourneyParams extends createZodDto(
  z.strictObject({ id: uuidSchema.describe('Id of the ride') }),
) {}

/** Ride Service's response. */
export const ownerJourneySchema = z.object({
  version: z.int().positive(),
  versions: z.array(
    z.object({
      version: z.int().positive(),
      record: z.enum(['kept', 'cleaned-up']),
      committedAt: z.iso.datetime().nullable(),
      publishedAt: z.iso.datetime().nullable(),
      streamSequence: z.int().positive().nullable(),
    }),
  ),
});

/** Driver Service's response. */
export const heldCopySchema = z.object({
  version: z.int().positive(),
  status: z.string(),
  appliedAt: z.iso.datetime(),
});

const lag = (what: string) =>
  z.int().nullable().describe(`ms ${what}; null when one of the two is not known`);

const versionSchema = ownerJourneySchema.shape.versions.element.extend({
  publishLagMs: lag('from its commit until its publishing was last noted'),
});

const copySchema = heldCopySchema.extend({
  behindBy: z
    .int()
    .nullable()
    .describe('How many versions the copy lacks; null when the owner did not answer'),
  applyLagMs: lag(
    'from when its publishing was last noted until the copy had it; 0 when the copy had it before: it may be faster ' +
      'than the note, and what is published again is noted again',
  ),
  totalLagMs: lag('from its commit until the copy had it'),
});

const reason = z
  .enum(['not-found', 'not-allowed', 'unavailable', 'deadline-exceeded', 'bad-answer'])
  .nullable()
  .describe('Why there is no such part');

const source = <Name extends string>(name: Name) =>
  z.object({ from: z.enum([name, 'unavailable']), tookMs: z.int(), reason });

export const journeySchema = z.object({
  rideId: z.uuid(),
  version: z.int().positive().nullable().describe("The ride's present version"),
  versions: z.array(versionSchema).nullable().describe('Oldest first'),
  copy: copySchema.nullable().describe("What Driver Service's copy holds"),
  sources: z.object({ versions: source('ride-service'), copy: source('driver-service') }),
});

export class JourneyDto extends createZodDto(journeySchema) {}

export type OwnerJourney = z.infer<typeof ownerJourneySchema>;
export type HeldCopy = z.infer<typeof heldCopySchema>;
export type MissingReason = NonNullable<z.infer<typeof reason>>;

/** One service's part of a journey, or why it is missing. */
export type Part<T> = { readonly tookMs: number } & (
  { readonly value: T; readonly reason: null } | { readonly value: null; readonly reason: MissingReason }
);
