import type { Parsed } from '@ride-hailing/contracts';
import type { IncomingMessage, Poison } from '@ride-hailing/messaging';

/** The full state of one version of a ride. */
interface RideState {
  readonly rideId: string;
  readonly version: number;
}

/** How the messages of one stream are read. */
interface RideMessages<State extends RideState> {
  /** Gets the message's `ce-type`. */
  readonly parse: (type: string | undefined, data: Uint8Array) => Parsed<State>;
  /** The subject on which this ride's states are published. */
  readonly subject: (rideId: string) => string;
}

interface SortedOut<State extends RideState> {
  /** One per ride, ordered by ride id, so that instances that write the same rides cannot deadlock. */
  readonly newest: State[];
  readonly poison: Poison[];
}

/** Picks what to write from a batch. Only the owner's version decides which state of a ride is newer. */
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
