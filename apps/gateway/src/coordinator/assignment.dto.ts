import { idSchema, uuidSchema } from '@ride-hailing/contracts';
import { createZodDto, problemSchema } from '@ride-hailing/service-kit';
import { z } from 'zod';
import { ASSIGNMENT_STATES, PARTICIPANTS, stepSchema } from './assignment-record';

export class RideIdParams extends createZodDto(
  z.strictObject({ id: uuidSchema.describe('Id of the ride') }),
) {}

export class AssignmentIdParams extends createZodDto(
  z.strictObject({ id: uuidSchema.describe('Id of the assignment') }),
) {}

export const assignmentOrderSchema = z.strictObject({
  driverId: idSchema.optional().describe('Default: the free driver who is nearest to the pickup'),
});

export class AssignmentOrderDto extends createZodDto(assignmentOrderSchema) {}

export class AssignmentDto extends createZodDto(
  z.object({
    id: z.uuid(),
    rideId: z.uuid(),
    driverId: z.string().nullable().describe('Who was decided upon'),
    state: z.enum(ASSIGNMENT_STATES),
    reason: z.string().nullable().describe('Why it was cancelled, in one word'),
    detail: z.string().nullable().describe('Why it was cancelled, for people'),
    steps: z.array(stepSchema).describe('Who was asked what, what it said, and how long it took'),
    waitsFor: z
      .array(z.enum(PARTICIPANTS))
      .optional()
      .describe('Who has not yet acknowledged the decision; they are told again until they have'),
    createdAt: z.iso.datetime(),
    decidedAt: z.iso.datetime().nullable(),
    endedAt: z.iso.datetime().nullable(),
  }),
) {}

/** Problem details, with the assignment that failed. */
export class AssignmentProblemDto extends createZodDto(
  problemSchema.omit({ errors: true }).extend({
    assignment: z.uuid().optional().describe('Absent when none was begun'),
    reason: z.string().optional(),
    steps: z.array(stepSchema).optional(),
  }),
) {}
