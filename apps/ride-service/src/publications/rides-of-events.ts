import { parseRideChanged, rideIdOfSubject } from '@ride-hailing/contracts';
import type { IncomingMessage, Poison } from '@ride-hailing/messaging';

/**
 * The rides and drivers that a batch names; their current state is read from the owner's rows. A ride keeps its driver
 * to the end, so no driver is missed.
 */
export function ridesOfEvents(batch: readonly IncomingMessage[]): {
  rideIds: string[];
  driverIds: string[];
  poison: Poison[];
} {
  const rideIds = new Set<string>();
  const driverIds = new Set<string>();
  const poison: Poison[] = [];
  for (const message of batch) {
    const parsed = parseRideChanged(message.header('ce-type'), message.data);
    if (!parsed.ok) {
      poison.push({ message, reason: parsed.reason });
      continue;
    }
    const { rideId, driverId } = parsed.value;
    if (rideIdOfSubject(message.subject) !== rideId) {
      poison.push({ message, reason: 'invalid: rideId is not the ride of the subject' });
      continue;
    }
    rideIds.add(rideId);
    if (driverId !== null) driverIds.add(driverId);
  }
  return { rideIds: [...rideIds], driverIds: [...driverIds], poison };
}
