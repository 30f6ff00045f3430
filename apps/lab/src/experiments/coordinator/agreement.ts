/** What each service's own database says about one assignment. */
export interface BothSides {
  /** The driver is set aside for this ride. */
  readonly isReserved: boolean;
  /** The reservation or the hold waits for its end. */
  readonly isPending: boolean;
  /** The ride is this driver's. */
  readonly isAssigned: boolean;
}

/** Both say that the ride is the driver's, or both that it is not. */
export const agree = ({ isReserved, isPending, isAssigned }: BothSides): boolean =>
  isReserved === isAssigned && !isPending;

/** When it was looked at, ms since 1970, and what was seen by ride. */
export interface Look {
  readonly at: number;
  readonly sides: ReadonlyMap<string, BothSides>;
}

/** For how long each ride was in doubt: from the first look at which the services did not agree to the last such look. */
export function inDoubtMs(looks: readonly Look[]): ReadonlyMap<string, number> {
  const first = new Map<string, number>();
  const doubt = new Map<string, number>();
  for (const { at, sides } of looks) {
    for (const [rideId, both] of sides) {
      if (agree(both)) continue;
      const since = first.get(rideId) ?? at;
      first.set(rideId, since);
      doubt.set(rideId, at - since);
    }
  }
  return doubt;
}

/** Rides on which the services do not agree, or that were promised and are not the driver's. */
export const mixedAmong = (sides: Look['sides'], promised: ReadonlySet<string>): readonly string[] =>
  [...sides].flatMap(([rideId, both]) =>
    agree(both) && (both.isAssigned || !promised.has(rideId)) ? [] : [rideId],
  );
