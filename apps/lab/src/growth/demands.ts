import type { Figure, Measured } from './measured';

/** What an answer needs by one approach: CPU seconds by process, and bytes on the wire. */
export interface ReadDemand {
  readonly driver: number;
  readonly ride: number;
  readonly postgres: number;
  readonly nats: number;
  /** By reads for each change, ascending. */
  readonly bytes: readonly { readonly readsPerChange: number; readonly bytes: number }[];
  /** That the approach keeps of a ride beside its owner. */
  readonly keptBytesOfRide: number;
}

/** What each more ride adds to the joining of a consumer. */
export interface JoinDemand {
  readonly seconds: number;
  readonly bytes: number;
  readonly ownerCpuSeconds: number;
}

/** All that the calculation takes from measurements. CPU in seconds for one; rates a second. */
export interface Demands {
  readonly update: { readonly service: number; readonly postgres: number; readonly delivery: number };
  /** Storing a message in a stream of one replica; the publisher's own CPU is in it, so that it is a bound. */
  readonly messageStored: number;
  readonly updatesTakenFromOneStream: number;
  readonly messagesIntoOneStream: number;
  readonly rowsIntoOneDatabase: number;
  readonly changesOfOneThread: number;
  /** What all processes together take, from the request to the copy. */
  readonly change: number;
  readonly eventsOfOneRelay: number;
  readonly reads: Readonly<Record<string, ReadDemand>>;
  readonly joins: Readonly<Record<string, JoinDemand>>;
  readonly wholeRideBytes: number;
  readonly memory: { readonly driver: number; readonly ride: number };
}

/** A figure of a report, and what the calculation takes it for. */
export interface Source {
  readonly figures: readonly Figure[];
  readonly says: string;
}

const UPDATES = 'ingest-100000';
const CHANGES = 'outbox-to-copy-500';
const PER_100_000 = 100_000;
/** Milliseconds for 1,000 are seconds for a million. */
const PER_MILLION = 1e6;
const KEPT = { metric: 'stored' } as const;
/** The caching choice changes nothing in what a consumer keeps of rides; only one of them was measured. */
const KEEPER_OF: Readonly<Record<string, string>> = { 'hybrid/none': 'hybrid/versioned' };
export const WHOLE_RIDES = 'event-replication';

/** What one more unit of what was moved adds, from the second largest to the largest: near the sizes that are meant. */
function slope(measured: Measured, id: string, side: string, metric: string): number {
  const [from = 0, to = 0] = measured.placesOf(id, { side, metric }).slice(-2);
  const at = (place: number): number => measured.figure(id, { side, metric, at: place }).value;
  return to > from ? Math.max(0, (at(to) - at(from)) / (to - from)) : 0;
}

function readDemand(lab: Measured, side: string): ReadDemand {
  const cpu = (metric: string) => lab.figure('capacity', { side, metric }).value / 1_000;
  const bytes = { side, metric: 'bytesPerRead' };
  return {
    ...{ driver: cpu('cpuDriver'), ride: cpu('cpuRide'), postgres: cpu('cpuPostgres'), nats: cpu('cpuNats') },
    bytes: lab.placesOf('traffic', bytes).map((at) => ({
      readsPerChange: at,
      bytes: lab.figure('traffic', { ...bytes, at }).value,
    })),
    keptBytesOfRide: slope(lab, 'volume-rides', KEEPER_OF[side] ?? side, KEPT.metric),
  };
}

/** Those that have something to fill when they join. */
const JOINING = ['hybrid/none', WHOLE_RIDES];

const joinDemand = (lab: Measured, side: string): JoinDemand => ({
  seconds: slope(lab, 'volume-new-consumer', side, 'allRight') / 1_000,
  bytes: slope(lab, 'volume-new-consumer', side, 'joinBytes'),
  ownerCpuSeconds: slope(lab, 'volume-new-consumer', side, 'ownerCpu') / 1_000,
});

/** The rates of one thread of ride-service that were seen: the highest is the nearest to what it can. */
function changesOfOneThread(speed: Measured): Figure {
  const seen = [speed.figure(CHANGES, { side: 'project', metric: 'changesPerSecond' })];
  if (speed.has('commands')) {
    const rates = ['requests', 'changes'].map((metric) =>
      speed.figure('commands', { side: 'project', metric }),
    );
    // A ride needs both kinds of commands, and so the slower one counts.
    seen.push(...rates.sort((a, b) => a.value - b.value).slice(0, 1));
  }
  return seen.reduce((highest, one) => (one.value > highest.value ? one : highest));
}

const project = (metric: string) => ({ side: 'project', metric });

function figuresOf(speed: Measured) {
  return {
    service: speed.figure(UPDATES, project('serviceCpu')),
    postgres: speed.figure(UPDATES, project('postgresCpu')),
    delivery: speed.figure(UPDATES, project('brokerCpu')),
    taken: speed.figure(UPDATES, project('rate')),
    stored: speed.figure('outbox-drain', { side: 'pipelined', metric: 'cpuPer1000' }),
    into: speed.figure('outbox-drain', { side: 'pipelined', metric: 'eventsPerSecond' }),
    rows: speed.figure('nearest-ingest-cost', project('rowsPerSecond')),
    thread: changesOfOneThread(speed),
    change: speed.figure(CHANGES, project('cpuPer1000')),
    relay: speed.figure('outbox-drain', project('eventsPerSecond')),
    driverMemory: speed.figure('start-memory', project('driver-service')),
    rideMemory: speed.figure('start-memory', project('ride-service')),
  };
}

/** @throws LabError when a figure that it needs was not measured */
export function demandsOf(speed: Measured, lab: Measured): Demands {
  const from = figuresOf(speed);
  return {
    update: {
      service: from.service.value / PER_100_000,
      postgres: from.postgres.value / PER_100_000,
      delivery: from.delivery.value / PER_100_000,
    },
    messageStored: from.stored.value / PER_MILLION,
    updatesTakenFromOneStream: from.taken.value,
    messagesIntoOneStream: from.into.value,
    rowsIntoOneDatabase: from.rows.value,
    changesOfOneThread: from.thread.value,
    change: from.change.value / PER_MILLION,
    eventsOfOneRelay: from.relay.value,
    reads: Object.fromEntries(lab.sidesOf('capacity').map((side) => [side, readDemand(lab, side)])),
    joins: Object.fromEntries(JOINING.map((side) => [side, joinDemand(lab, side)])),
    wholeRideBytes: slope(lab, 'volume-rides', WHOLE_RIDES, KEPT.metric),
    memory: { driver: from.driverMemory.value, ride: from.rideMemory.value },
  };
}

/** The figures behind the demands of updates and changes, in words. */
export function sourcesOf(speed: Measured): readonly Source[] {
  const from = figuresOf(speed);
  return [
    {
      figures: [from.service, from.postgres, from.delivery],
      says: 'CPU seconds of Driver Service, of Postgres and of NATS (delivering) for 100,000 driver updates',
    },
    {
      figures: [from.stored],
      says: "CPU for 1,000 messages that NATS stores; the publisher's own is in it, so it is a bound",
    },
    { figures: [from.change], says: 'CPU of all processes for 1,000 changes of rides, up to their copy' },
    {
      figures: [from.thread],
      says: 'changes a second of one ride-service at saturation; the rest of a change is counted for its Postgres',
    },
    { figures: [from.taken], says: 'updates a second taken from one stream' },
    { figures: [from.into], says: 'messages a second stored in one stream' },
    {
      figures: [from.rows],
      says: 'rows of drivers a second written into one database, by one connection',
    },
    { figures: [from.relay], says: 'events a second published by one relay' },
    { figures: [from.driverMemory, from.rideMemory], says: 'memory of an idle Driver Service, Ride Service' },
  ];
}
