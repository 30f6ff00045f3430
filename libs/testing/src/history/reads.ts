import type { Anomaly } from './anomaly';
import { CLOCKS_DIFFER_BY_MS, statesShown } from './check-read';
import type { CommandCall } from './commands';
import { type CommittedChange, type DriverState, NO_RIDE_YET } from './owner-log';
import { type SessionRead, type Violation, violationsOf } from './sessions';
import { parseVersionTag } from '@ride-hailing/contracts';

/** A read of one ride at its owner. Times are ms since 1970. */
export interface RideRead {
  readonly client: string;
  readonly rideId: string;
  readonly begunAt: number;
  readonly endedAt: number;
  /** Absent unless the answer was 200. */
  readonly shown?: { readonly version: number; readonly status: string; readonly driverId: string | null };
}

/** A read of a driver's current ride. */
export interface DriverRead extends SessionRead {
  readonly client: string;
  /** The approach or the caching choice that answered. */
  readonly by: string;
  /** Whether details must not be older than the ride that is shown with them. */
  readonly isFenced: boolean;
  /** From the details: they name their ride. */
  readonly notes?: string;
}

type States = ReadonlyMap<string, readonly DriverState[]>;

const between = ({ begunAt, endedAt }: { begunAt: number; endedAt: number }) => ({
  ...{ from: begunAt, until: endedAt },
});

/**
 * Reads of a ride at its owner that show what was never committed, or something older than an answer that came before
 * they began: the owner's own rows are linearizable.
 */
export function ownerReadAnomalies(
  log: readonly CommittedChange[],
  calls: readonly CommandCall[],
  reads: readonly RideRead[],
): Anomaly[] {
  const committed = new Map(log.map((change) => [`${change.rideId}.${change.version}`, change]));
  const known = [
    ...calls.flatMap(({ tag, endedAt }) => {
      const named = parseVersionTag(tag ?? '');
      return named ? [{ ...named, endedAt }] : [];
    }),
    ...reads.flatMap(({ rideId, shown, endedAt }) =>
      shown ? [{ rideId, version: shown.version, endedAt }] : [],
    ),
  ].sort((a, b) => a.endedAt - b.endedAt);
  const least = new Map<string, number>();
  let at = 0;
  return [...reads]
    .sort((a, b) => a.begunAt - b.begunAt)
    .flatMap((read) => {
      for (let one = known[at]; one && one.endedAt < read.begunAt; one = known[(at += 1)])
        least.set(one.rideId, Math.max(one.version, least.get(one.rideId) ?? 0));
      if (!read.shown) return [];
      const { version, status, driverId } = read.shown;
      const change = committed.get(`${read.rideId}.${version}`);
      const wrong = (what: string) => [
        { rule: "owner's answers", about: [read.rideId], what: `${read.client} ${what}`, ...between(read) },
      ];
      const isTrue = change?.status === status && change.driverId === driverId;
      if (!isTrue || change.loggedAt > read.endedAt + CLOCKS_DIFFER_BY_MS)
        return wrong(`was shown version ${version} as ${status} of ${driverId}, which was never committed`);
      const wanted = least.get(read.rideId) ?? 0;
      return version < wanted ? wrong(`was shown version ${version} after version ${wanted}`) : [];
    });
}

/** Reads of a driver's current ride that show a state which never was. */
export function impossibleAnomalies(states: States, reads: readonly DriverRead[]): Anomaly[] {
  return reads.flatMap((read) => {
    const parts = statesShown(states.get(read.driverId) ?? [NO_RIDE_YET], read);
    if (parts.every((shown) => shown.length > 0)) return [];
    const what = `${read.client} was shown by ${read.by} what never was: ${JSON.stringify(read.shown)}`;
    const about = [read.driverId, ...(read.shown?.ride ? [read.shown.ride.id] : [])];
    return [{ rule: 'possible answers', about, what, ...between(read) }];
  });
}

/** Details of another ride than the one shown with them, or older than it where that must not be. */
export function detailsAnomalies(
  rides: readonly { readonly id: string; readonly notes: string }[],
  reads: readonly DriverRead[],
): Anomaly[] {
  const notesOf = new Map(rides.map(({ id, notes }) => [id, notes]));
  return reads.flatMap((read) => {
    const { ride, hasDetails, detailsVersion } = read.shown ?? {};
    if (!ride || !hasDetails) return [];
    const wrong = (what: string) => [
      {
        ...{ rule: 'details', about: [read.driverId, ride.id], ...between(read) },
        what: `${read.client} was shown by ${read.by} ${what} with version ${ride.version} of ${ride.id}`,
      },
    ];
    if (read.notes !== notesOf.get(ride.id)) return wrong(`details of the ride noted ${read.notes}`);
    return read.isFenced && (detailsVersion ?? 0) < ride.version
      ? wrong(`details of version ${detailsVersion}`)
      : [];
  });
}

const BREAKS: Partial<Record<Violation['kind'], string>> = {
  missedOwn: 'misses a change that its client had made',
  missedToken: 'is older than the version that it names',
  notInLog: "names a version that the owner's log does not have",
};

/** Reads of clients that send `If-Version-At-Least` and are shown something older than what they have changed. */
export function sessionAnomalies(
  states: States,
  calls: readonly CommandCall[],
  reads: readonly DriverRead[],
): Anomaly[] {
  const nameOf = ({ client, driverId }: { client: string; driverId?: string }) => `${client} ${driverId}`;
  const asking = reads.filter(({ token }) => token !== undefined);
  return [...new Set(asking.map(nameOf))].flatMap((name) => {
    const ofSession = asking.filter((read) => nameOf(read) === name);
    const writes = calls.flatMap((call) =>
      call.tag !== undefined && nameOf(call) === name ? [{ answeredAt: call.endedAt, tag: call.tag }] : [],
    );
    const driverId = ofSession[0]?.driverId ?? '';
    return violationsOf(states.get(driverId) ?? [NO_RIDE_YET], { writes, reads: ofSession }).flatMap(
      ({ kind, read, tag }) => {
        const how = BREAKS[kind];
        if (how === undefined) return [];
        const token = tag ?? read?.token ?? '';
        const rideId = parseVersionTag(token)?.rideId;
        return [
          {
            ...{
              rule: 'sessions',
              about: [driverId, ...(rideId ? [rideId] : [])],
              ...(read && between(read)),
            },
            what: `a read of ${name} with ${token} ${how}: ${JSON.stringify(read?.shown)}`,
          },
        ];
      },
    );
  });
}

/** Drivers whose stored position is older than an update that the broker had acknowledged. */
export function positionAnomalies(
  acknowledged: ReadonlyMap<string, number>,
  stored: ReadonlyMap<string, number>,
): Anomaly[] {
  return [...acknowledged]
    .filter(([driverId, sequence]) => (stored.get(driverId) ?? 0) < sequence)
    .map(([driverId, sequence]) => ({
      ...{ rule: 'positions', about: [driverId] },
      what: `${driverId}: update ${sequence} was acknowledged, ${stored.get(driverId)} is stored`,
    }));
}
