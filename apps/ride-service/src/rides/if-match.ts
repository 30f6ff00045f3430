import { versionTag } from '@ride-hailing/contracts';
import { invalidField } from '@ride-hailing/service-kit';

/** The ETags that the caller accepts to change; undefined for any. */
export type IfMatch = readonly string[] | undefined;

/** A ride's ETag, or its version alone. */
const TAG = '"(?:[A-Za-z0-9_-]{1,64}\\.)?\\d{1,10}"';
const ENTITY_TAGS = new RegExp(`^${TAG}(\\s*,\\s*${TAG})*$`);

/** Parses ETags of a ride, versions such as `"3"`, or `*`. @throws InvalidInputProblem for anything else, weak tags included */
export function parseIfMatch(header: string | undefined): IfMatch {
  if (header === undefined || header.trim() === '*') return undefined;
  if (!ENTITY_TAGS.test(header.trim())) {
    throw invalidField(
      'If-Match',
      'must be *, the ETag of a ride, or its version, such as "3" with its quotes',
    );
  }
  return header.match(/"[^"]+"/g) ?? [];
}

export const matches = (ifMatch: IfMatch, ride: { readonly id: string; readonly version: number }): boolean =>
  ifMatch === undefined ||
  ifMatch.includes(`"${ride.version}"`) ||
  ifMatch.includes(versionTag({ rideId: ride.id, version: ride.version }));
