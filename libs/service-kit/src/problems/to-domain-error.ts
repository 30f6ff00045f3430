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

/** The problem of one field, such as a header, that no schema has checked. */
export const invalidField = (field: string, message: string): InvalidInputProblem =>
  new InvalidInputProblem('The input is not valid.', [{ field, message }]);

const MOST_FAULTS_TOLD = 5;

/**
 * For the fields of a gRPC request: the first faults stand in the message, which is all that a status carries.
 * @throws InvalidInputProblem unless there are none
 */
export function refuseFaults(faults: readonly FieldFault[]): void {
  if (faults.length === 0) return;
  const told = faults.slice(0, MOST_FAULTS_TOLD).map(({ field, message }) => `${field}: ${message}`);
  throw new InvalidInputProblem(told.join('; '), faults);
}

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
