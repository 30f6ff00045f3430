import { z } from 'zod';

const ID_PATTERN = /^[A-Za-z0-9_-]{1,64}$/;

/** An id that may become a token of a NATS subject: no dots, wildcards or spaces. */
export const idSchema = z.string().regex(ID_PATTERN, 'must match [A-Za-z0-9_-]{1,64}');

export const isId = (value: string): boolean => ID_PATTERN.test(value);

/** Thrown by the subject builders for an id that could change the meaning of a subject. */
export class InvalidIdError extends Error {
  constructor(
    readonly kind: string,
    readonly value: string,
  ) {
    super(`${kind} ${JSON.stringify(value.slice(0, 80))} must match [A-Za-z0-9_-]{1,64}`);
    this.name = 'InvalidIdError';
  }
}
