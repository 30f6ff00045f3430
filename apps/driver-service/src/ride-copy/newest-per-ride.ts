import { parseRideChanged, type RideChanged, rideIdOfSubject } from '@ride-hailing/contracts';
import type { IncomingMessage, Poison } from '@ride-hailing/messaging';

export interface SortedOut {
  /** One per ride, ordered by ride id: instances that write the same rides then cannot deadlock. */
  readonly newest: RideChanged[];
  readonly poison: Poison[];
}

/** What is to be written of a batch. Which state of a ride is newer is for the owner's version alone to say. */
export function newestPerRide(batch: readonly IncomingMessage[]): SortedOut {
  const newest = new Map<string, RideChanged>();
  const poison: Poison[] = [];
  for (const message of batch) {
    const parsed = parseRideChanged(message.header('ce-type'), message.data);
    if (!parsed.ok) {
      poison.push({ message, reason: parsed.reason });
      continue;
    }
    const ride = parsed.value;
    if (rideIdOfSubject(message.subject) !== ride.rideId) {
      poison.push({ message, reason: 'invalid: rideId is not the ride of the subject' });
      continue;
    }
    const known = newest.get(ride.rideId);
    if (known === undefined || known.version < ride.version) newest.set(ride.rideId, ride);
  }
  return { newest: [...newest.values()].sort((a, b) => (a.rideId < b.rideId ? -1 : 1)), poison };
}
