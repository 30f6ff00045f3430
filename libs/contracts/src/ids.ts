import { z } from 'zod';

const ID_PATTERN = /^[A-Za-z0-9_-]{1,64}$/;
const UUID_PATTERN = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The rule for ids, worded to follow the name of the field that breaks it. */
export const ID_RULE = 'must match [A-Za-z0-9_-]{1,64}';

/** An id that may become a token of a NATS subject: no dots, wildcards or spaces. */
export const idSchema = z.string().regex(ID_PATTERN, ID_RULE);

export const isId = (value: string): boolean => ID_PATTERN.test(value);

/**
 * The strict check, for UUIDs in HTTP requests: as RFC 9562 writes them, with a valid version and variant. The output
 * is in lower case, as services store it. The coordinator checks assignment ids strictly (`z.uuid()`), since it makes
 * them itself.
 */
export const uuidSchema = z.uuid().transform((id) => id.toLowerCase());

/**
 * The loose check, for UUIDs in gRPC requests: whatever the version and case, true for every hyphenated text that a
 * column of type `uuid` takes. Participants and owners check with it: they store or look up ids that others made.
 */
export const isUuid = (value: string): boolean => UUID_PATTERN.test(value);

/** Thrown by the subject builders for an id that would change the meaning of a subject. */
export class InvalidIdError extends Error {
  constructor(
    readonly kind: string,
    readonly value: string,
  ) {
    super(`${kind} ${JSON.stringify(value.slice(0, 80))} ${ID_RULE}`);
    this.name = 'InvalidIdError';
  }
}
