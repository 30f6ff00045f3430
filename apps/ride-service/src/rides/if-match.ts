import { parseVersionTag, versionTag } from '@ride-hailing/contracts';
import { invalidField } from '@ride-hailing/service-kit';

/** The ETags that the caller accepts to change; undefined for any. */
export type IfMatch = readonly string[] | undefined;

const VERSION_ALONE = /^"\d{1,10}"$/;

const isTag = (tag: string): boolean =>
  VERSION_ALONE.test(tag) || (tag.startsWith('"') && parseVersionTag(tag) !== undefined);

/** Parses ETags of a ride, versions such as `"3"`, or `*`. @throws InvalidInputProblem for anything else, weak tags included */
export function parseIfMatch(header: string | undefined): IfMatch {
  if (header === undefined || header.trim() === '*') return undefined;
  const tags = header.split(',').map((tag) => tag.trim());
  if (tags.every(isTag)) return tags;
  throw invalidField(
    'If-Match',
    'must be *, the ETag of a ride, or its version, such as "3" with its quotes',
  );
}

/** The only version of this ride that is accepted; undefined when any is, or several are. */
export function versionOf(ifMatch: IfMatch, rideId: string): number | undefined {
  const [tag, ...more] = ifMatch ?? [];
  if (tag === undefined || more.length > 0) return undefined;
  const version = parseVersionTag(tag)?.version ?? Number(tag.slice(1, -1));
  return matches(ifMatch, { id: rideId, version }) ? version : undefined;
}

export const matches = (ifMatch: IfMatch, ride: { readonly id: string; readonly version: number }): boolean =>
  ifMatch === undefined ||
  ifMatch.includes(`"${ride.version}"`) ||
  ifMatch.includes(versionTag({ rideId: ride.id, version: ride.version }));
