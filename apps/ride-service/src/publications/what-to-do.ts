import { type CurrentRideDocument, parseCurrentRideDocument } from '@ride-hailing/contracts';
import { isDeepStrictEqual } from 'node:util';

type Decision = 'write' | 'unchanged' | 'superseded';

/** Field by field, also those that this version of the contract does not know: then the value is written anew. */
const rideOf = (data: Uint8Array): unknown =>
  (JSON.parse(Buffer.from(data).toString()) as CurrentRideDocument).ride;

/** Whether a driver's value in a shared store is to be replaced by `next`. What cannot be read always is. */
export function whatToDo(stored: Uint8Array | undefined, next: CurrentRideDocument): Decision {
  if (!stored) return 'write';
  const parsed = parseCurrentRideDocument(stored);
  if (!parsed.ok || parsed.value.driverId !== next.driverId) return 'write';
  const there = parsed.value.ride;
  // Cannot come of reading after the revision; of a database set back to an earlier state it can.
  if (there && next.ride && there.rideId === next.ride.rideId && there.version > next.ride.version) {
    return 'superseded';
  }
  return isDeepStrictEqual(rideOf(stored), next.ride) ? 'unchanged' : 'write';
}
