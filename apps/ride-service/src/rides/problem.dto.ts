import { createZodDto } from '@ride-hailing/service-kit';
import { z } from 'zod';

/** Problem details (RFC 9457), as every service answers errors; for the OpenAPI page. */
export class ProblemDto extends createZodDto(
  z.object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    requestId: z.string(),
    errors: z.array(z.object({ field: z.string(), message: z.string() })).optional(),
  }),
) {}
