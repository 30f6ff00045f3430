import { applyDecorators } from '@nestjs/common';
import { ApiResponse, type ApiResponseOptions, getSchemaPath } from '@nestjs/swagger';
import { z } from 'zod';
import { createZodDto } from './zod-dto';

/** Problem details (RFC 9457): the body of every error, for the OpenAPI document. */
export const problemSchema = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  requestId: z.string(),
  errors: z.array(z.object({ field: z.string(), message: z.string() })).optional(),
});

export class ProblemDto extends createZodDto(problemSchema) {}

/** The content of a response that is a problem. */
export const PROBLEM_CONTENT = {
  'application/problem+json': { schema: { $ref: getSchemaPath(ProblemDto) } },
};

type Status = 400 | 404 | 409 | 412 | 415 | 422 | 429 | 502 | 503 | 504;

/** Descriptions of problems that need no more specific one. */
export const PROBLEM = {
  badFields: 'Problem details, with a message per field',
  badId: 'Problem details: that is no id',
  databaseAway: 'Problem details: the own database cannot be reached',
} as const;

/**
 * Documents by status the problems that a handler, or every handler of a class, answers: as a description, or as
 * options of the response. `describeApp` adds the body; `Roles` documents 401 and 403.
 */
export const ApiProblems = (
  reasons: Partial<Record<Status, string | ApiResponseOptions>>,
): ClassDecorator & MethodDecorator =>
  applyDecorators(
    ...Object.entries(reasons).map(([status, reason]) =>
      ApiResponse({
        status: Number(status),
        ...(typeof reason === 'string' ? { description: reason } : reason),
      }),
    ),
  );
