import { applyDecorators } from '@nestjs/common';
import { ApiResponse, type ApiResponseOptions } from '@nestjs/swagger';

type Status = 400 | 404 | 409 | 412 | 415 | 422 | 502 | 503 | 504;

/** Reasons that hold wherever a problem has no further one. */
export const PROBLEM = {
  badFields: 'Problem details, with a message per field',
  badId: 'Problem details: that is no id',
  databaseAway: 'Problem details: the own database cannot be reached',
} as const;

/**
 * Documents which problems a handler answers, or every handler of a class, by status: a text for people, or what else the
 * document says of the answer. Its body is described by `describeApp`; 401 and 403 are documented by `Roles`.
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
