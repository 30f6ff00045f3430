import { isActive, type RideStatus } from '@ride-hailing/contracts';

interface RideState {
  readonly rideId: string;
  readonly version: number;
  readonly status: RideStatus;
}

/** What a copy says that is wrong once everything has arrived, in rides. */
export interface CopyFaults {
  /** On the road, and unknown to the copy. */
  readonly lost: number;
  /** On the road, and shown as it was before. */
  readonly older: number;
  /** Ended, and on the road again. */
  readonly resurrected: number;
}

/** Compares a copy with the last state of each ride in the owner's log. A ride that has ended may be gone. */
export function judgeCopy(log: readonly RideState[], copy: readonly RideState[]): CopyFaults {
  const held = new Map(copy.map((ride) => [ride.rideId, ride]));
  const count = { lost: 0, older: 0, resurrected: 0 };
  for (const last of lastOfEach(log)) {
    const shown = held.get(last.rideId);
    if (!isActive(last.status)) count.resurrected += shown && isActive(shown.status) ? 1 : 0;
    else if (!shown) count.lost += 1;
    else if (shown.version < last.version) count.older += 1;
  }
  return count;
}

function lastOfEach(log: readonly RideState[]): Iterable<RideState> {
  const last = new Map<string, RideState>();
  for (const state of log) {
    if ((last.get(state.rideId)?.version ?? 0) < state.version) last.set(state.rideId, state);
  }
  return last.values();
}

/** Of two lists of changes: those that were committed and never published, and the other way round. */
export function judgeStream(
  committed: readonly string[],
  published: readonly string[],
): { readonly lost: number; readonly phantom: number; readonly doubled: number } {
  const [changes, events] = [new Set(committed), new Set(published)];
  return {
    lost: missingIn(events, changes),
    phantom: missingIn(changes, events),
    doubled: published.length - events.size,
  };
}

/** Assignments that hold on one side only: the driver is taken and no ride is theirs, or the ride is without its driver. */
export function judgeAssignments(
  drivers: readonly string[],
  rides: readonly string[],
): { readonly mixed: number } {
  const [taken, given] = [new Set(drivers), new Set(rides)];
  return { mixed: missingIn(given, taken) + missingIn(taken, given) };
}

const missingIn = (there: ReadonlySet<string>, wanted: ReadonlySet<string>): number =>
  [...wanted].filter((one) => !there.has(one)).length;
