import { HttpException } from '@nestjs/common';
import { ZodValidationException } from 'nestjs-zod';
import { z } from 'zod';
import { isDatabaseUnavailable } from './database.errors';
import { DomainError, type FieldFault, InvalidInputProblem, UnavailableProblem } from './domain.errors';

/** `['stops', 0, 'lat']` becomes `stops[0].lat`. */
const fieldName = (path: readonly PropertyKey[]): string =>
  path.reduce<string>((name, part) => {
    if (typeof part === 'number') return `${name}[${part}]`;
    return name === '' ? String(part) : `${name}.${String(part)}`;
  }, '');

const faultsOf = (issue: z.core.$ZodIssue): FieldFault[] =>
  issue.code === 'unrecognized_keys'
    ? issue.keys.map((key) => ({ field: fieldName([...issue.path, key]), message: 'is not a known field' }))
    : [{ field: fieldName(issue.path), message: issue.message }];

export const invalidInput = (error: z.core.$ZodError): InvalidInputProblem =>
  new InvalidInputProblem('The input is not valid.', error.issues.flatMap(faultsOf));

/**
 * What the caller may be told of an error, or undefined when nothing: then it is a fault of this service.
 * A ZodError counts as the caller's only when it comes from the validation pipe; parse other input with
 * `safeParse` and throw {@link invalidInput}.
 */
export function toDomainError(error: unknown): DomainError | undefined {
  if (error instanceof DomainError) return error;
  if (error instanceof ZodValidationException) {
    const cause = error.getZodError();
    return cause instanceof z.core.$ZodError ? invalidInput(cause) : new InvalidInputProblem(error.message);
  }
  if (error instanceof HttpException) return undefined;
  if (isDatabaseUnavailable(error)) {
    return new UnavailableProblem('The database cannot be reached in time.', undefined, { cause: error });
  }
  return undefined;
}
