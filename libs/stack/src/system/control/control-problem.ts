import type { ZodError } from 'zod';

export interface FieldProblem {
  readonly field: string;
  readonly message: string;
}

/** A refusal that the control API answers as problem details. */
export class ControlProblem extends Error {
  constructor(
    readonly status: 400 | 404 | 409 | 502 | 503,
    message: string,
    readonly errors?: readonly FieldProblem[],
  ) {
    super(message);
  }
}

/** Bad input: names one field, and what it may be. */
export const badField = (field: string, message: string): ControlProblem =>
  new ControlProblem(400, `${field} ${message}`, [{ field, message }]);

const messageOf = (issue: ZodError['issues'][number]): string => {
  if (issue.code === 'too_big') return `must be at most ${issue.maximum}`;
  if (issue.code === 'too_small') return `must be at least ${issue.minimum}`;
  if (issue.code === 'invalid_value') return `must be one of ${issue.values.join(', ')}`;
  if (issue.code === 'unrecognized_keys') return `has no ${issue.keys.join(', ')} here`;
  return issue.message;
};

/** All faults of an input, by field. */
export function badInput({ issues }: ZodError): ControlProblem {
  const errors = issues.map((issue) => ({
    field: issue.path.join('.') || 'body',
    message: messageOf(issue),
  }));
  return new ControlProblem(
    400,
    errors.map(({ field, message }) => `${field} ${message}`).join('; '),
    errors,
  );
}
