import { parseRideChanged, rideIdOfSubject } from '@ride-hailing/contracts';
import type { IncomingMessage, Poison } from '@ride-hailing/messaging';

export interface RidesOfEvents {
  readonly rideIds: string[];
  /** Whoever was named by one of the events. A ride keeps its driver, so no driver is missed. */
  readonly driverIds: string[];
  readonly poison: Poison[];
}

/** Which rides and drivers a batch is about. How they are now is for the owner's rows alone to say. */
export function ridesOfEvents(batch: readonly IncomingMessage[]): RidesOfEvents {
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
