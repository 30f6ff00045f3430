/** One change of a ride as the owner wrote it down. */
export interface CommittedChange {
  readonly rideId: string;
  readonly version: number;
  readonly status: string;
  readonly driverId: string | null;
  /** The owner's database clock in the transaction, so at most a moment before its commit. ms since 1970. */
  readonly loggedAt: number;
}

/** Reads every {@link CommittedChange} from the owner's database, as written in the transaction that made it. */
export const OWNER_LOG = `
  SELECT aggregate_id AS "rideId", version, payload::json->>'status' AS status,
    payload::json->>'driverId' AS "driverId", (extract(epoch FROM created_at) * 1000)::float8 AS "loggedAt"
  FROM outbox ORDER BY created_at`;

/** What was true of a driver from one change to the next. */
export interface DriverState {
  readonly rideId: string;
  readonly version: number;
  readonly status: string;
  /** Whether the driver is on this ride; if not, the ride has ended and the driver is on none. */
  readonly isActive: boolean;
  /** Nobody could see it before. */
  readonly loggedAt: number;
  /** From here on it was certainly committed. */
  readonly knownAt: number;
}

export const changeKey = (rideId: string, status: string): string => `${rideId} ${status}`;

/** Statuses of a ride that its driver is on. */
export const ACTIVE: readonly string[] = ['ASSIGNED', 'IN_PROGRESS'];

export const NO_RIDE_YET: DriverState = {
  rideId: '',
  version: 0,
  status: 'NONE',
  isActive: false,
  loggedAt: -Infinity,
  knownAt: -Infinity,
};

/**
 * Each driver's states in order, the first of them before any ride. A driver is on one ride at a time, so the
 * owner's clock orders the changes of different rides, and versions those of one.
 * @param answeredAt when whoever made the change had its answer, by `changeKey`; without one the log's time counts
 */
export function statesByDriver(
  log: readonly CommittedChange[],
  answeredAt: ReadonlyMap<string, number>,
): Map<string, DriverState[]> {
  const states = new Map<string, DriverState[]>();
  const ordered = [...log].sort((a, b) => a.loggedAt - b.loggedAt || a.version - b.version);
  for (const { rideId, version, status, driverId, loggedAt } of ordered) {
    if (driverId === null) continue;
    const ofDriver = states.get(driverId) ?? [NO_RIDE_YET];
    states.set(driverId, ofDriver);
    const knownAt = Math.max(loggedAt, answeredAt.get(changeKey(rideId, status)) ?? loggedAt);
    ofDriver.push({ rideId, version, status, isActive: ACTIVE.includes(status), loggedAt, knownAt });
  }
  for (const [driverId, ofDriver] of states) states.set(driverId, knownInOrder(ofDriver));
  return states;
}

/** A change was committed before the next one of its driver began, even if its answer came later. */
function knownInOrder(states: readonly DriverState[]): DriverState[] {
  let earliest = Infinity;
  return states
    .toReversed()
    .map((state) => {
      earliest = Math.min(earliest, state.knownAt);
      return { ...state, knownAt: earliest };
    })
    .toReversed();
}
