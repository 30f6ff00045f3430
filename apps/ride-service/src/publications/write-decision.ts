import { type CurrentRideDocument, parseCurrentRideDocument } from '@ride-hailing/contracts';
import { isDeepStrictEqual } from 'node:util';

type Decision = 'write' | 'unchanged' | 'superseded';

/** The ride with all its fields, also those that this version of the contract does not know. */
const rideOf = (data: Uint8Array): unknown =>
  (JSON.parse(Buffer.from(data).toString()) as CurrentRideDocument).ride;

/** Whether `next` replaces a driver's value in a shared store. A value that cannot be parsed is always replaced. */
export function writeDecision(stored: Uint8Array | undefined, next: CurrentRideDocument): Decision {
  if (!stored) return 'write';
  const parsed = parseCurrentRideDocument(stored);
  if (!parsed.ok || parsed.value.driverId !== next.driverId) return 'write';
  const there = parsed.value.ride;
  // Happens only after the owner's database was restored to an earlier state.
  if (there && next.ride && there.rideId === next.ride.rideId && there.version > next.ride.version) {
    return 'superseded';
  }
  return isDeepStrictEqual(rideOf(stored), next.ride) ? 'unchanged' : 'write';
}
