import type { Read, Shown } from './read';
import type { DriverState } from './owner-log';

/** Two clocks of one machine, and times cut to whole ms. */
export const CLOCKS_DIFFER_BY_MS = 5;

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
 * By part of an answer, the ride and then the details, the indices of the states that it may show, in order: more than
 * one where it shows no ride, and none where the log has nothing like it. Empty when there was no answer.
 */
export function statesShown(
  states: readonly DriverState[],
  { shown, endedAt }: Pick<Read, 'shown' | 'endedAt'>,
): readonly (readonly number[])[] {
  if (!shown) return [];
  const { ride, detailsVersion } = shown;
  const parts = [
    asRide(ride),
    ...(ride === null || detailsVersion === null ? [] : [asDetails(ride.id, detailsVersion)]),
  ];
  const visibleBy = endedAt + CLOCKS_DIFFER_BY_MS;
  return parts.map((matches) =>
    states.flatMap((state, index) => (state.loggedAt <= visibleBy && matches(state) ? [index] : [])),
  );
}

/**
 * In favour of the answer: it is taken for the latest state that it can be, and only changes that were certainly
 * committed before it was asked for count as missed.
 */
function judge(states: readonly DriverState[], read: Read, at: number | undefined): Verdict {
  if (at === undefined) return IMPOSSIBLE;
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
  const [ofRide, ofDetails] = statesShown(states, read).map((shown) => judge(states, read, shown.at(-1)));
  if (!ofRide || !ofDetails || ofRide.isImpossible) return ofRide;
  return ofDetails.isImpossible || ofDetails.stalenessMs > ofRide.stalenessMs ? ofDetails : ofRide;
}
