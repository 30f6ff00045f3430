import { invalidField } from './to-domain-error';

const KEY = /^[\x21-\x7e]{1,255}$/;

/** @throws InvalidInputProblem unless the key has 1 to 255 printable ASCII characters, without spaces */
export function parseIdempotencyKey(header: string | undefined): string | undefined {
  if (header === undefined || KEY.test(header)) return header;
  throw invalidField('Idempotency-Key', 'must have 1 to 255 printable ASCII characters, without spaces');
}
