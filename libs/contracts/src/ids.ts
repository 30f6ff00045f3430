import { z } from 'zod';

const ID_PATTERN = /^[A-Za-z0-9_-]{1,64}$/;
const UUID_PATTERN = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The rule for ids, to be read after the name of the field that breaks it. */
export const ID_RULE = 'must match [A-Za-z0-9_-]{1,64}';

/** An id that may become a token of a NATS subject: no dots, wildcards or spaces. */
export const idSchema = z.string().regex(ID_PATTERN, ID_RULE);

export const isId = (value: string): boolean => ID_PATTERN.test(value);

/** A UUID that a caller gives, in lower case, as services store it. */
export const uuidSchema = z.uuid().transform((id) => id.toLowerCase());

/** Whether Postgres takes the text for a UUID as services write one, of any version and in either case. */
export const isUuid = (value: string): boolean => UUID_PATTERN.test(value);

/** Thrown by the subject builders for an id that could change the meaning of a subject. */
export class InvalidIdError extends Error {
  constructor(
    readonly kind: string,
    readonly value: string,
  ) {
    super(`${kind} ${JSON.stringify(value.slice(0, 80))} ${ID_RULE}`);
    this.name = 'InvalidIdError';
  }
}
