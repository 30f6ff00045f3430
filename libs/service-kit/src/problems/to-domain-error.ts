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

/** The problem of one field that no schema checks, such as a header. */
export const invalidField = (field: string, message: string): InvalidInputProblem =>
  new InvalidInputProblem('The input is not valid.', [{ field, message }]);

const MOST_FAULTS_NAMED = 5;

/**
 * Refuses a gRPC request with invalid fields. The message names the first faults, since a gRPC status carries nothing
 * else.
 * @throws InvalidInputProblem unless `faults` is empty
 */
export function refuseFaults(faults: readonly FieldFault[]): void {
  if (faults.length === 0) return;
  const named = faults.slice(0, MOST_FAULTS_NAMED).map(({ field, message }) => `${field}: ${message}`);
  throw new InvalidInputProblem(named.join('; '), faults);
}

/**
 * The problem that the caller may see, or undefined for a fault of this service, of which the caller sees nothing.
 * A ZodError counts as the caller's fault only when it comes from the validation pipe; parse other input with
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
