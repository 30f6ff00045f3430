import { invalidField } from '@ride-hailing/service-kit';

/** The versions that the caller accepts to change; undefined for any. */
export type IfMatch = readonly number[] | undefined;

const ENTITY_TAGS = /^"\d{1,10}"(\s*,\s*"\d{1,10}")*$/;

/** Parses `"3"`, `"3", "4"` or `*`. @throws InvalidInputProblem for anything else, weak tags included */
export function parseIfMatch(header: string | undefined): IfMatch {
  if (header === undefined || header.trim() === '*') return undefined;
  if (!ENTITY_TAGS.test(header.trim())) {
    throw invalidField('If-Match', 'must be * or the ETag of a ride, such as "3" with its quotes');
  }
  return header.match(/\d+/g)?.map(Number);
}

export const matches = (ifMatch: IfMatch, version: number): boolean =>
  ifMatch === undefined || ifMatch.includes(version);

export const entityTag = (version: number): string => `"${version}"`;
