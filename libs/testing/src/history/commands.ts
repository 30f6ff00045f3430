import { parseVersionTag } from '@ride-hailing/contracts';
import type { Anomaly } from './anomaly';
import { CLOCKS_DIFFER_BY_MS } from './check-read';
import { ACTIVE, type CommittedChange } from './owner-log';

/** One call of a command of a ride, as its client saw it. Times are ms since 1970. */
export interface CommandCall {
  readonly client: string;
  readonly command: 'request' | 'assign' | 'start' | 'complete' | 'cancel';
  /** The same for each repetition. A request for a ride has it as Idempotency-Key, and in the notes of the ride. */
  readonly key: string;
  /** Absent while nobody has said which ride the request has made. */
  readonly rideId?: string;
  readonly driverId?: string;
  readonly begunAt: number;
  readonly endedAt: number;
  /** Absent without an answer: whether the command was carried out is unknown. */
  readonly status?: number;
  /** The ETag of the ride, from an answer that says that the command was carried out. */
  readonly tag?: string;
}

/** A ride in the owner's table. */
export interface OwnedRide {
  readonly id: string;
  readonly version: number;
  readonly status: string;
  readonly driverId: string | null;
  readonly notes: string;
}

const LEADS_TO: Partial<Record<CommandCall['command'], string>> = {
  start: 'IN_PROGRESS',
  complete: 'COMPLETED',
  cancel: 'CANCELLED',
};

const FOLLOWS: Readonly<Record<string, readonly string[]>> = {
  '': ['REQUESTED'],
  REQUESTED: ['ASSIGNED', 'CANCELLED'],
  ASSIGNED: ['IN_PROGRESS', 'CANCELLED'],
  IN_PROGRESS: ['COMPLETED'],
};

/** The changes of each ride, by version. */
export function changesByRide(log: readonly CommittedChange[]): Map<string, CommittedChange[]> {
  const rides = new Map<string, CommittedChange[]>();
  for (const change of [...log].sort((a, b) => a.version - b.version))
    rides.set(change.rideId, [...(rides.get(change.rideId) ?? []), change]);
  return rides;
}

/** Commands that were answered with success and that the owner's log does not have, or not by then. */
export function answerAnomalies(log: readonly CommittedChange[], calls: readonly CommandCall[]): Anomaly[] {
  const rides = changesByRide(log);
  return calls.flatMap((call) => {
    if (call.tag === undefined) return [];
    const { rideId = '', version = 0 } = parseVersionTag(call.tag) ?? {};
    const seen = (rides.get(rideId) ?? []).filter((change) => change.version <= version);
    const named = seen.find((change) => change.version === version);
    const status = LEADS_TO[call.command];
    const isDone =
      call.command === 'assign'
        ? seen.some((change) => change.status === 'ASSIGNED' && change.driverId === call.driverId)
        : status === undefined || named?.status === status;
    const inTime = named && named.loggedAt <= call.endedAt + CLOCKS_DIFFER_BY_MS;
    if (isDone && inTime) return [];
    const what = `${call.command} was answered with ${call.status} and ${call.tag}, which was ${named ? 'not so' : 'lost'}`;
    const about = [rideId, ...(call.driverId === undefined ? [] : [call.driverId])];
    return [{ ...{ rule: 'answered', about, what }, from: call.begunAt, until: call.endedAt }];
  });
}

/** Requests that were repeated with one key and made more than one ride, or were answered with different ones. */
export function keyAnomalies(calls: readonly CommandCall[], rides: readonly OwnedRide[]): Anomaly[] {
  const requests = calls.filter(({ command }) => command === 'request');
  const ofKey = new Map(requests.map(({ key }) => [key, new Set<string>()]));
  for (const { key, rideId } of requests) if (rideId !== undefined) ofKey.get(key)?.add(rideId);
  for (const { id, notes } of rides) ofKey.get(notes)?.add(id);
  return [...ofKey]
    .filter(([, made]) => made.size > 1)
    .map(([key, made]) => ({
      rule: 'one ride a key',
      about: [...made],
      what: `${key} made ${made.size} rides`,
    }));
}

/** Rides whose versions have holes, whose statuses do not follow each other, or whose row is not their last version. */
export function versionAnomalies(log: readonly CommittedChange[], rides: readonly OwnedRide[]): Anomaly[] {
  const changes = changesByRide(log);
  const add = (id: string, what: string) => ({ rule: 'versions', about: [id], what: `${id}: ${what}` });
  const ofRides = [...changes].flatMap(([id, all]) => {
    const versions = all.map(({ version }) => version);
    const holes = versions.some((version, at) => version !== at + 1);
    const odd = all.find(({ status }, at) => !FOLLOWS[all[at - 1]?.status ?? '']?.includes(status));
    return [
      ...(holes ? [add(id, `has the versions ${versions.join(', ')}`)] : []),
      ...(odd ? [add(id, `became ${odd.status} with version ${odd.version}`)] : []),
    ];
  });
  const rows = new Map(rides.map((ride) => [ride.id, ride]));
  const ids = [...new Set([...changes.keys(), ...rows.keys()])];
  const ofRows = ids.flatMap((id) => {
    const [row, last] = [rows.get(id), changes.get(id)?.at(-1)];
    const isSame =
      row?.version === last?.version && row?.status === last?.status && row?.driverId === last?.driverId;
    return isSame ? [] : [add(id, `its row has version ${row?.version}, its last event ${last?.version}`)];
  });
  return [...ofRides, ...ofRows];
}

/** Drivers who were given a ride while they were on another one. */
export function driverAnomalies(log: readonly CommittedChange[]): Anomaly[] {
  const rideOf = new Map<string, string>();
  const found: Anomaly[] = [];
  const ordered = [...log].sort((a, b) => a.loggedAt - b.loggedAt || a.version - b.version);
  for (const { rideId, driverId, status, loggedAt } of ordered) {
    if (driverId === null) continue;
    const other = rideOf.get(driverId);
    if (!ACTIVE.includes(status)) {
      if (other === rideId) rideOf.delete(driverId);
      continue;
    }
    if (other !== undefined && other !== rideId) {
      const what = `${driverId} was on ${other} and became ${status} of ${rideId}`;
      const about = [driverId, other, rideId];
      found.push({ ...{ rule: 'one ride a driver', about, what }, from: loggedAt, until: loggedAt });
    }
    rideOf.set(driverId, rideId);
  }
  return found;
}
