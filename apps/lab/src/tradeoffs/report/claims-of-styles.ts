import { type Claim, JUDGEMENT, UNNOTICED } from './claim';
import {
  BUSY_P50,
  CPU,
  cpuOfProcess,
  IMPOSSIBLE,
  OWNER_CALLS,
  P50,
  SATURATION,
  STALE,
  STALENESS_P99,
} from './figures';
import { BYTES_PER_READ, duringFault, GAIN, STORED } from './figures-once';
import { above, all, atMost, converges, higher, lower, lowerThan, notMeasured } from './finding';

const SYNC = 'sync-api';
const ASYNC = 'event-replication';
const COORDINATOR = 'the lab compares reads; the tests of assignments show it, see docs/guarantees.md';

const about =
  (topic: string) =>
  (id: string, says: string, find: Claim['find']): Claim => ({
    id: `${topic.replaceAll(' ', '-')}-${id}`,
    topic,
    says,
    find,
  });

const synchronous = about('synchronous');
const asynchronous = about('asynchronous');
const gateway = about('gateway');
const consistency = about('consistency');
const performance = about('performance');
const scaling = about('scaling');

/** What is said of calls and of events as such, of a coordinator, and when the two are weighed. */
export const CLAIMS_OF_STYLES: readonly Claim[] = [
  synchronous(
    'slower-when-busy',
    'The more calls, the longer an answer takes: p50 at saturation is above that at the set rate.',
    lowerThan(P50, BUSY_P50, SYNC),
  ),
  synchronous(
    'cascades',
    'Faults cascade: a slow owner makes more answers fail than with event-replication.',
    higher(duringFault('owner-slow', 'failed'), SYNC, ASYNC),
  ),
  synchronous(
    'holds-resources',
    'Waiting costs resources: more CPU of the consumer per read than with event-replication.',
    higher(cpuOfProcess('driver-service'), SYNC, ASYNC),
  ),
  synchronous(
    'network',
    'More traffic: more bytes on the wire per read than with event-replication.',
    higher(BYTES_PER_READ, SYNC, ASYNC),
  ),
  asynchronous(
    'inconsistent',
    'Consistency is not immediate: some answers are stale.',
    above(STALE, ASYNC, 0),
  ),
  asynchronous(
    'converges',
    'Eventually consistent: it comes right again after each fault.',
    converges(ASYNC),
  ),
  asynchronous(
    'own-pace',
    'The broker may be away: answers go on, none fails while NATS is down.',
    atMost(duringFault('nats-down', 'failed'), ASYNC, UNNOTICED),
  ),
  asynchronous('fewer-calls', 'Fewer synchronous calls than sync-api.', lower(OWNER_CALLS, ASYNC, SYNC)),
  asynchronous(
    'order',
    'Order and errors of messages are hard to get right: some answers show a state that never was.',
    above(IMPOSSIBLE, ASYNC, 0),
  ),
  asynchronous('complex', 'More complex.', notMeasured(JUDGEMENT)),
  gateway('simple', 'A coordinator is simple to build.', notMeasured(JUDGEMENT)),
  gateway('consistent', 'A coordinator keeps services consistent.', notMeasured(COORDINATOR)),
  gateway('spreads', 'Through a coordinator faults spread.', notMeasured(COORDINATOR)),
  gateway('partial', 'With a coordinator partial failure is hard to handle.', notMeasured(COORDINATOR)),
  consistency('strong', 'Synchronous: strongly consistent, no answer is stale.', atMost(STALE, SYNC, 0)),
  consistency(
    'eventual',
    'Asynchronous: eventually consistent, stale at times, and right again after each fault.',
    all(above(STALE, ASYNC, 0), converges(ASYNC)),
  ),
  performance('latency', 'Latency: synchronous is slower than asynchronous.', higher(P50, SYNC, ASYNC)),
  performance(
    'staleness',
    'Latency: what is fast may be old; staleness of the asynchronous answers is above that of the synchronous.',
    higher(STALENESS_P99, ASYNC, SYNC),
  ),
  performance(
    'throughput',
    'Throughput: synchronous is limited, asynchronous takes more reads.',
    lower(SATURATION, SYNC, ASYNC),
  ),
  performance(
    'resources',
    'Resources: synchronous takes more CPU in all per read.',
    higher(CPU, SYNC, ASYNC),
  ),
  performance('storage', 'Resources: asynchronous needs more storage.', higher(STORED, ASYNC, SYNC)),
  scaling(
    'horizontal',
    'Horizontal scaling: a second instance gains less when synchronous than when asynchronous.',
    lower(GAIN, SYNC, ASYNC),
  ),
  scaling(
    'volume',
    'Amount of data: asynchronous copes better as it grows.',
    notMeasured('a run has one amount of data; compare two runs with --compare'),
  ),
  scaling(
    'independence',
    'Independence: with a dead owner, fewer answers fail when asynchronous.',
    lower(duringFault('owner-killed', 'failed'), ASYNC, SYNC),
  ),
];
