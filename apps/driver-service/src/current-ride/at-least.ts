import { parseVersionTag, type RideVersion } from '@ride-hailing/contracts';
import { invalidField, PreconditionFailedProblem, UnavailableProblem } from '@ride-hailing/service-kit';

/** The version of a ride that an answer must have seen. The ride need not be the driver's current one. */
export interface AtLeast extends RideVersion {
  /** Set when the caller may know of this driver's rides only: others are as if they were not there. */
  readonly onlyOf: string | undefined;
}

/** What a source holds of a ride. */
export interface HeldRide {
  readonly version: number;
  /** Null or empty while no driver is assigned. */
  readonly driverId: string | null;
}

/** @throws InvalidInputProblem unless the header is the ETag of a ride, with its quotes or without them */
export function parseAtLeast(header: string): RideVersion {
  const version = parseVersionTag(header);
  if (version) return version;
  throw invalidField(
    'If-Version-At-Least',
    'must be one ETag of a ride, "<ride id>.<version>", as a change of the ride gave it, with or without its quotes',
  );
}

/** The version that a source holds, as far as the caller may know of the ride. */
export const heldVersion = (held: HeldRide | undefined, { onlyOf }: AtLeast): number | undefined =>
  held && (onlyOf === undefined || held.driverId === onlyOf) ? held.version : undefined;

/** Whether a source that holds this version, or nothing, has seen what was asked for. */
export const isNewEnough = (held: number | undefined, { version }: AtLeast): boolean =>
  (held ?? 0) >= version;

/** The owner cannot be called, or gave no answer in time. */
export class OwnerSilentProblem extends UnavailableProblem {}

/** The owner has been asked, and a later answer will not differ until somebody changes the ride. */
export const noSuchVersion = ({ rideId, version }: RideVersion, held: number | undefined) =>
  new PreconditionFailedProblem(
    `There is no version ${version} of ride ${rideId}: Ride Service has ${held === undefined ? 'no such ride' : `version ${held}`}.`,
  );
