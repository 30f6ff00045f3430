/** Something that is said about a way of sharing data. An experiment says what it means in figures, and decides it. */
export interface SaidClaim {
  /** Stable: its anchor is `claim-` and this. */
  readonly id: string;
  readonly about: string;
  readonly says: string;
}

const about =
  <Subject extends string>(subject: Subject) =>
  <Id extends string>(id: Id, says: string) =>
    ({ id: `${subject}-${id}`, about: subject, says }) as const;

const events = about('event-replication');
const sync = about('sync-api');
const view = about('database-view');
const cache = about('shared-cache');
const files = about('shared-files');
const hybrid = about('hybrid');
const synchronous = about('synchronous');
const asynchronous = about('asynchronous');
const gateway = about('gateway');
const consistency = about('consistency');
const performance = about('performance');
const scaling = about('scaling');

/** All that is said for and against the approaches, and of what to weigh when one is chosen. */
export const CATALOGUE = [
  events('loose', 'Loose coupling: answers do not need the owner.'),
  events('isolates', 'Faults of the owner do not spread.'),
  events('scales', 'Scales well.'),
  events('inconsistent', 'Data are less consistent.'),
  events('complex', 'Complex.'),
  sync('newest', 'Always the newest data.'),
  sync('simple', 'Simple.'),
  sync('spreads', 'Strong coupling: faults of the owner spread.'),
  sync('scales-badly', 'Hard to scale.'),
  view('integrity', 'Integrity of the data.'),
  view('simple', 'Simple.'),
  view('coupled', "Coupled to the other service's database."),
  view('rigid', "Hinders changes of the owner's schema."),
  cache('fast', 'Better performance.'),
  cache('spares-database', 'Takes load off the database.'),
  cache('inconsistent', 'Data are less consistent.'),
  cache('complex', 'Complex to manage.'),
  files('simple', 'Simple.'),
  files('scales', 'Scales well.'),
  files('inconsistent', 'Data are less consistent.'),
  files('slow', 'Can be slower than a database.'),
  hybrid('fewer-calls', 'Local data save repeated calls.'),
  hybrid('smaller', 'Saves space in the database.'),
  hybrid('waits', 'Waits for its synchronous part.'),
  hybrid('inconsistent', 'What is stored twice can be inconsistent.'),
  hybrid('caching', 'The caching strategy trades freshness for calls.'),
  hybrid('flexible', 'Flexible: the best way can be chosen for the case.'),
  hybrid('complex', 'More complex, hard to manage.'),
  synchronous('slower-when-busy', 'The more calls, the longer an answer takes.'),
  synchronous('cascades', 'Faults cascade.'),
  synchronous('holds-resources', 'Waiting for answers takes resources.'),
  synchronous('network', 'The more calls, the more the network is congested.'),
  asynchronous('inconsistent', 'Consistency is not immediate.'),
  asynchronous('converges', 'Copies become consistent in time.'),
  asynchronous('own-pace', 'A consumer works at its own pace.'),
  asynchronous('fewer-calls', 'Fewer synchronous calls.'),
  asynchronous('order', 'Order and errors of messages are hard.'),
  asynchronous('complex', 'More complex.'),
  gateway('simple', 'A coordinator is simple to build.'),
  gateway('consistent', 'A coordinator keeps data consistent.'),
  gateway('spreads', 'Through a coordinator faults spread easily.'),
  gateway('partial', 'Partial failure is hard to handle.'),
  consistency('strong', 'Synchronous: strongly consistent.'),
  consistency('eventual', 'Asynchronous: eventually consistent.'),
  performance('latency', 'Latency: synchronous takes longer.'),
  performance('staleness', 'Latency: what is asynchronous is fast and may be old.'),
  performance('throughput', 'Throughput: synchronous is limited, asynchronous is high.'),
  performance('resources', 'Resources: synchronous takes more.'),
  performance('storage', 'Resources: asynchronous needs more storage.'),
  scaling('horizontal', 'Scaling out: hard when synchronous, easier when asynchronous.'),
  scaling('volume', 'Amount of data: as it grows, asynchronous copes better.'),
  scaling('independence', 'Independence of services: asynchronous is better.'),
] as const satisfies readonly SaidClaim[];

export type ClaimId = (typeof CATALOGUE)[number]['id'];
