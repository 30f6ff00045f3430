import { z } from 'zod';
import { createZodDto } from './zod-dto';

/** Problem details (RFC 9457), as every service answers errors; for the OpenAPI document. */
export const problemSchema = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  requestId: z.string(),
  errors: z.array(z.object({ field: z.string(), message: z.string() })).optional(),
});

export class ProblemDto extends createZodDto(problemSchema) {}
