import { isId } from './ids';

/** A version of one ride. Versions count per ride, so a number alone says nothing about another ride. */
export interface RideVersion {
  readonly rideId: string;
  readonly version: number;
}

/** An id has no dot and no quote. Ten digits are more than any ride has changes. */
const TAG = /^(?<quote>"?)(?<rideId>[^.]+)\.(?<version>[1-9]\d{0,9})\k<quote>$/;

/** The ETag of a ride, such as `"019ab3c2-7d00-7000-8000-9c1e44d20f31.3"`, with its quotes. */
export const versionTag = ({ rideId, version }: RideVersion): string => `"${rideId}.${version}"`;

/** Parses an ETag of a ride, with its quotes or without them. Undefined for anything else, weak tags included. */
export function parseVersionTag(text: string): RideVersion | undefined {
  const { rideId = '', version } = TAG.exec(text)?.groups ?? {};
  return isId(rideId) ? { rideId, version: Number(version) } : undefined;
}
