import type { Parsed } from '@ride-hailing/contracts';
import type { IncomingMessage, Poison } from '@ride-hailing/messaging';

/** One version of a ride, full state. */
interface RideState {
  readonly rideId: string;
  readonly version: number;
}

/** How messages of one stream are read. */
export interface RideMessages<State extends RideState> {
  /** By the message's `ce-type`. */
  readonly parse: (type: string | undefined, data: Uint8Array) => Parsed<State>;
  /** The subject on which states of this ride are told. */
  readonly subject: (rideId: string) => string;
}

export interface SortedOut<State extends RideState> {
  /** One per ride, ordered by ride id: instances that write the same rides then cannot deadlock. */
  readonly newest: State[];
  readonly poison: Poison[];
}

/** What is to be written of a batch. Which state of a ride is newer is for the owner's version alone to say. */
export function newestPerRide<State extends RideState>(
  batch: readonly IncomingMessage[],
  { parse, subject }: RideMessages<State>,
): SortedOut<State> {
  const newest = new Map<string, State>();
  const poison: Poison[] = [];
  for (const message of batch) {
    const parsed = parse(message.header('ce-type'), message.data);
    if (!parsed.ok) {
      poison.push({ message, reason: parsed.reason });
      continue;
    }
    const ride = parsed.value;
    if (message.subject !== subject(ride.rideId)) {
      poison.push({ message, reason: 'invalid: rideId is not the ride of the subject' });
      continue;
    }
    const known = newest.get(ride.rideId);
    if (known === undefined || known.version < ride.version) newest.set(ride.rideId, ride);
  }
  return { newest: [...newest.values()].sort((a, b) => (a.rideId < b.rideId ? -1 : 1)), poison };
}
