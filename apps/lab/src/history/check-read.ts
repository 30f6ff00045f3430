import type { Read, Shown } from './read';
import type { DriverState } from './owner-log';

/** Two clocks of one machine, and times cut to whole ms. */
const CLOCKS_DIFFER_BY_MS = 5;

/** What the owner's log says about an answer. */
export interface Verdict {
  /** The log has nothing like it: neither then nor before. */
  readonly isImpossible: boolean;
  /** Since the first change that it should have shown was committed; 0 when it shows all. */
  readonly stalenessMs: number;
  /** How many changes it should have shown and does not. */
  readonly versions: number;
}

const FRESH: Verdict = { isImpossible: false, stalenessMs: 0, versions: 0 };
const IMPOSSIBLE: Verdict = { isImpossible: true, stalenessMs: 0, versions: 0 };

type Matches = (state: DriverState) => boolean;

const asRide =
  (ride: Shown['ride']): Matches =>
  (state) =>
    ride === null
      ? !state.isActive
      : state.isActive &&
        state.rideId === ride.id &&
        state.version === ride.version &&
        state.status === ride.status;

const asDetails =
  (rideId: string, version: number): Matches =>
  (state) =>
    state.rideId === rideId && state.version === version;

/**
 * In favour of the answer: it is taken for the latest state that it can be, and only changes that were certainly
 * committed before it was asked for count as missed.
 */
function judge(states: readonly DriverState[], read: Read, matches: Matches): Verdict {
  const visibleBy = read.endedAt + CLOCKS_DIFFER_BY_MS;
  const at = states.findLastIndex((state) => state.loggedAt <= visibleBy && matches(state));
  if (at < 0) return IMPOSSIBLE;
  const missed = states.slice(at + 1).filter(({ knownAt }) => knownAt < read.begunAt);
  const [first] = missed;
  if (!first) return FRESH;
  return { isImpossible: false, stalenessMs: read.begunAt - first.knownAt, versions: missed.length };
}

/**
 * Compares an answer with what the owner had committed by then. An answer is as old as its oldest part: the ride,
 * or the details. Undefined when there was no answer.
 */
export function checkRead(states: readonly DriverState[], read: Read): Verdict | undefined {
  if (!read.shown) return undefined;
  const { ride, detailsVersion } = read.shown;
  const ofRide = judge(states, read, asRide(ride));
  if (ride === null || detailsVersion === null || ofRide.isImpossible) return ofRide;
  const ofDetails = judge(states, read, asDetails(ride.id, detailsVersion));
  if (ofDetails.isImpossible) return ofDetails;
  return ofDetails.stalenessMs > ofRide.stalenessMs ? ofDetails : ofRide;
}
