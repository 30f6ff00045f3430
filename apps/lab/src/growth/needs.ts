import { LabError } from '../lab.errors';
import type { Assumed } from './assumptions';
import type { Demands, JoinDemand, ReadDemand } from './demands';

/** Cores that are busy all the time, by process. */
export interface Cores {
  readonly driver: number;
  readonly ride: number;
  readonly driverPostgres: number;
  readonly ridePostgres: number;
  readonly nats: number;
  /** What the consumers beside Driver Service and their databases take. */
  readonly consumers: number;
  readonly consumersPostgres: number;
}

const PROCESSES: readonly (keyof Cores)[] = [
  ...([
    'driver',
    'ride',
    'consumers',
    'driverPostgres',
    'ridePostgres',
    'consumersPostgres',
    'nats',
  ] as const),
];

const NONE = Object.fromEntries(PROCESSES.map((name) => [name, 0])) as unknown as Cores;

const sum = (all: readonly Cores[]): Cores =>
  Object.fromEntries(
    PROCESSES.map((name) => [name, all.reduce((total, cores) => total + cores[name], 0)]),
  ) as unknown as Cores;

/** What drivers cause, a second. */
export interface Load {
  readonly updates: number;
  readonly changes: number;
  readonly reads: number;
}

const HOUR_S = 3_600;

export const loadOf = (drivers: number, assumed: Assumed): Load => ({
  updates: drivers / assumed['update-every'],
  changes: (drivers * assumed['rides-per-hour'] * assumed['changes-per-ride']) / HOUR_S,
  reads: drivers * assumed['reads-per-second'],
});

export function readBy(approach: string, { reads }: Demands): ReadDemand {
  const found = reads[approach];
  if (found === undefined) throw new LabError(`the approach ${approach} was not measured`);
  return found;
}

/** What a ride-service's own thread has not used of a change: of Postgres, of NATS and of the copy. */
export const restOfChange = ({ change, changesOfOneThread }: Demands): number =>
  Math.max(0, change - 1 / changesOfOneThread);

/** Cores of the reads by one approach. Which service's Postgres a statement was for was not measured apart. */
export const coresOfReads = (reads: number, by: ReadDemand): Cores => ({
  ...NONE,
  ...{ driver: reads * by.driver, ride: reads * by.ride },
  ...{ driverPostgres: reads * by.postgres, nats: reads * by.nats },
});

/** Cores by path. */
export function pathsOf(load: Load, demands: Demands, assumed: Assumed, approach: string) {
  const { update, messageStored } = demands;
  const events = load.changes * (assumed.consumers - 1);
  return {
    updates: {
      ...NONE,
      ...{ driver: load.updates * update.service, driverPostgres: load.updates * update.postgres },
      nats: load.updates * (messageStored * assumed['stream-replicas'] + update.delivery),
    },
    changes: {
      ...NONE,
      ride: load.changes / demands.changesOfOneThread,
      ridePostgres: load.changes * restOfChange(demands),
      // What one replica takes is part of what was measured for a change.
      nats: load.changes * messageStored * (assumed['stream-replicas'] - 1),
    },
    consumers: {
      ...NONE,
      ...{ consumers: events * update.service, consumersPostgres: events * update.postgres },
      nats: events * update.delivery,
    },
    reads: coresOfReads(load.reads, readBy(approach, demands)),
  } satisfies Record<string, Cores>;
}

const DAYS_OF_MONTH = 365.25 / 12;
const HOURS_OF_MONTH = DAYS_OF_MONTH * 24;
export const GIB = 1024 ** 3;
const FEWEST_INSTANCES = 2;
/** The ride, its event, and the mark of the event when it is published. */
const ROWS_OF_CHANGE = 3;

/** At least one. */
const atLeast = (least: number, ...wanted: readonly number[]): number =>
  Math.max(least, ...wanted.map(Math.ceil));

/** Bytes of a read at the measured point that is nearest to this many reads for each change. */
function bytesOfRead({ bytes }: ReadDemand, { reads, changes }: Load): number {
  const far = (readsPerChange: number) => Math.abs(Math.log(readsPerChange) - Math.log(reads / changes));
  const [nearest] = [...bytes].sort((a, b) => far(a.readsPerChange) - far(b.readsPerChange));
  return nearest?.bytes ?? 0;
}

/** Bytes at rest, all copies of each counted. */
function keptBytes(load: Load, demands: Demands, assumed: Assumed, { drivers, approach }: Size) {
  const busySeconds = assumed['hours-a-day'] * HOUR_S;
  const changesOfDay = load.changes * busySeconds;
  const rides = (changesOfDay / assumed['changes-per-ride']) * assumed['ride-days'];
  const events = changesOfDay * assumed['event-days'] * assumed['event-bytes'];
  const updates = load.updates * assumed['update-minutes'] * 60 * assumed['update-bytes'];
  const copies = rides * readBy(approach, demands).keptBytesOfRide * assumed.consumers;
  const rows = drivers * assumed['row-bytes'] + events + rides * demands.wholeRideBytes + copies;
  return {
    rides,
    inStreams: (updates + events) * assumed['stream-replicas'],
    inDatabases: rows * (1 + assumed.standbys),
  };
}

/** Bytes a second. */
function traffic(load: Load, demands: Demands, assumed: Assumed, approach: string) {
  const { zones, consumers, standbys } = assumed;
  const replicas = assumed['stream-replicas'];
  const published = load.updates * assumed['update-bytes'] + load.changes * assumed['event-bytes'];
  const delivered =
    load.updates * assumed['update-bytes'] + load.changes * assumed['event-bytes'] * consumers;
  const rows = load.updates + load.changes * (ROWS_OF_CHANGE + consumers);
  const log = rows * assumed['wal-bytes'] * standbys;
  const read = load.reads * bytesOfRead(readBy(approach, demands), load);
  const copies = published * (replicas - 1) + log;
  return {
    intoStreams: published * replicas,
    all: published + delivered + copies + read,
    // Copies are in other zones; all else meets one in another zone as often as chance has it.
    betweenZones: zones === 1 ? 0 : copies + ((published + delivered + read) * (zones - 1)) / zones,
  };
}

export interface Size {
  readonly drivers: number;
  readonly approach: string;
}

interface Group {
  readonly many: number;
  /** Cores of each. */
  readonly vcpus: number;
}

const vcpusOf = ({ many, vcpus }: Group): number => many * vcpus;

/** How many servers share this number of busy cores. */
const group = (many: number, cores: number, { utilisation }: Assumed): Group => ({
  many,
  vcpus: atLeast(1, cores / many / utilisation),
});

/** Calculates what a number of drivers needs. */
export function needsOf(size: Size, demands: Demands, assumed: Assumed) {
  const { drivers, approach } = size;
  const { utilisation, consumers, standbys } = assumed;
  const load = loadOf(drivers, assumed);
  const paths = pathsOf(load, demands, assumed, approach);
  const cores = sum(Object.values(paths));
  const others = consumers - 1;
  const ofEach = (all: number): number => (others === 0 ? 0 : all / others);
  const instances = {
    driver: atLeast(FEWEST_INSTANCES, cores.driver / utilisation),
    ride: atLeast(FEWEST_INSTANCES, cores.ride / utilisation),
    consumers: others * atLeast(FEWEST_INSTANCES, ofEach(cores.consumers) / utilisation),
  };
  const usable = assumed['server-cores'] * utilisation;
  const primaries = {
    driver: atLeast(
      1,
      cores.driverPostgres / usable,
      load.updates / (demands.rowsIntoOneDatabase * utilisation),
    ),
    ride: atLeast(1, cores.ridePostgres / usable, load.changes / (demands.eventsOfOneRelay * utilisation)),
    consumers: others * atLeast(1, ofEach(cores.consumersPostgres) / usable),
  };
  const ofStream = Math.min(demands.updatesTakenFromOneStream, demands.messagesIntoOneStream) * utilisation;
  const streams = {
    updates: atLeast(1, load.updates / ofStream),
    events: atLeast(1, load.changes / ofStream),
  };
  const groups = {
    driverPostgres: group(primaries.driver, cores.driverPostgres, assumed),
    ridePostgres: group(primaries.ride, cores.ridePostgres, assumed),
    consumersPostgres: group(Math.max(1, primaries.consumers), cores.consumersPostgres, assumed),
    nats: group(atLeast(assumed['stream-replicas'], cores.nats / usable), cores.nats, assumed),
  };
  const consumersVcpus = others === 0 ? 0 : vcpusOf(groups.consumersPostgres);
  const postgresVcpus =
    (vcpusOf(groups.driverPostgres) + vcpusOf(groups.ridePostgres) + consumersVcpus) * (1 + standbys);
  const nodeVcpus = instances.driver + instances.ride + instances.consumers;
  const vcpus = nodeVcpus + postgresVcpus + vcpusOf(groups.nats);
  const kept = keptBytes(load, demands, assumed, size);
  const network = traffic(load, demands, assumed, approach);
  const busySecondsOfMonth = assumed['hours-a-day'] * HOUR_S * DAYS_OF_MONTH;
  const money = {
    cpu: vcpus * HOURS_OF_MONTH * assumed['vcpu-hour'],
    disk: ((kept.inStreams + kept.inDatabases) / GIB) * assumed['gib-month'],
    network: ((network.betweenZones * busySecondsOfMonth) / GIB) * assumed['gib-out'],
  };
  return {
    ...{ drivers, approach, load, paths, cores, instances, primaries, streams, kept, network },
    natsServers: groups.nats.many,
    vcpus: { node: nodeVcpus, postgres: postgresVcpus, nats: vcpusOf(groups.nats), all: vcpus },
    memoryBytes:
      (instances.driver + instances.consumers) * demands.memory.driver + instances.ride * demands.memory.ride,
    money: { ...money, all: money.cpu + money.disk + money.network },
  };
}

export type Needs = ReturnType<typeof needsOf>;

/** What a consumer needs that joins: of all rides that are kept, and of those of one database. */
export const joinOf = ({ kept, primaries }: Needs, { seconds, bytes, ownerCpuSeconds }: JoinDemand) => ({
  secondsOfOneJob: kept.rides * seconds,
  secondsByDatabase: (kept.rides * seconds) / primaries.ride,
  bytes: kept.rides * bytes,
  ownerCpuSeconds: kept.rides * ownerCpuSeconds,
});
