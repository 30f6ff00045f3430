import { type Claim, JUDGEMENT, UNNOTICED } from './claim';
import { cpuOfProcess, IMPOSSIBLE, OWNER_CALLS, P50, P99, SATURATION, STALE } from './figures';
import { duringFault, GAIN, STORED, VIEW_BYTES_PER_READ } from './figures-once';
import { above, all, atMost, higher, lower, notMeasured } from './finding';

const SYNC = 'sync-api';
const EVENTS = 'event-replication';
const VIEW = 'database-view';
const CACHE = 'shared-cache';
const FILES = 'shared-files';
const HYBRID = 'hybrid/versioned';

const about =
  (topic: string) =>
  (id: string, says: string, find: Claim['find']): Claim => ({ id: `${topic}-${id}`, topic, says, find });

const deploys = notMeasured(
  'a question of deploying, not of load: see docs on what a change of a field costs',
);

const events = about(EVENTS);
const sync = about(SYNC);
const view = about(VIEW);
const cache = about(CACHE);
const files = about(FILES);
const hybrid = about('hybrid');

/** What is said for and against each approach. */
export const CLAIMS_OF_APPROACHES: readonly Claim[] = [
  events('loose', 'Loosely coupled: the answers do not need the owner.', atMost(OWNER_CALLS, EVENTS, 0)),
  events(
    'isolates',
    'A fault of the owner does not spread to the consumer.',
    all(
      atMost(duringFault('owner-killed', 'failed'), EVENTS, UNNOTICED),
      atMost(duringFault('owner-killed', 'partial'), EVENTS, UNNOTICED),
      atMost(duringFault('owner-slow', 'failed'), EVENTS, UNNOTICED),
    ),
  ),
  events('scales', 'Scales: a second instance gains more than with sync-api.', higher(GAIN, EVENTS, SYNC)),
  events(
    'inconsistent',
    'Less consistent: more answers are stale than with sync-api.',
    higher(STALE, EVENTS, SYNC),
  ),
  events('complex', 'Complex to build and run.', notMeasured(JUDGEMENT)),

  sync('newest', 'Always the newest data: no answer is stale.', atMost(STALE, SYNC, 0)),
  sync('simple', 'Simple.', notMeasured(JUDGEMENT)),
  sync(
    'spreads',
    'Strong coupling: when the owner is dead, more answers fail than with event-replication.',
    higher(duringFault('owner-killed', 'failed'), SYNC, EVENTS),
  ),
  sync(
    'scales-badly',
    'Hard to scale: a second instance gains less than with event-replication.',
    lower(GAIN, SYNC, EVENTS),
  ),

  view(
    'integrity',
    'Integrity: no answer is stale, none shows a state that never was.',
    all(atMost(STALE, VIEW, 0), atMost(IMPOSSIBLE, VIEW, 0)),
  ),
  view('simple', 'Simple.', notMeasured(JUDGEMENT)),
  view(
    'coupled',
    "Coupled to the other service's database: each read goes to it.",
    above(VIEW_BYTES_PER_READ, VIEW, 0),
  ),
  view('rigid', "Hinders changes of the owner's schema.", deploys),

  cache(
    'fast',
    'Faster, and takes more reads, than sync-api.',
    all(lower(P50, CACHE, SYNC), higher(SATURATION, CACHE, SYNC)),
  ),
  cache(
    'spares-database',
    'Takes load off the database: less CPU of Postgres per read than with sync-api and database-view.',
    all(lower(cpuOfProcess('postgres'), CACHE, SYNC), lower(cpuOfProcess('postgres'), CACHE, VIEW)),
  ),
  cache(
    'inconsistent',
    'Less consistent: more answers are stale than with sync-api.',
    higher(STALE, CACHE, SYNC),
  ),
  cache('complex', 'Complex to manage.', notMeasured(JUDGEMENT)),

  files('simple', 'Simple.', notMeasured(JUDGEMENT)),
  files('scales', 'Scales: a second instance gains more than with sync-api.', higher(GAIN, FILES, SYNC)),
  files(
    'inconsistent',
    'Less consistent: more answers are stale than with sync-api.',
    higher(STALE, FILES, SYNC),
  ),
  files(
    'slow',
    'Can be slower than a database: slower than event-replication, which reads a table, and than database-view.',
    all(higher(P50, FILES, EVENTS), higher(P50, FILES, VIEW)),
  ),

  hybrid(
    'fewer-calls',
    'What is kept locally saves repeated calls: fewer than with sync-api.',
    lower(OWNER_CALLS, HYBRID, SYNC),
  ),
  hybrid(
    'smaller',
    'Saves space: fewer bytes stored twice than with event-replication.',
    lower(STORED, HYBRID, EVENTS),
  ),
  hybrid(
    'waits',
    'Waits for its synchronous part: p99 is higher than with event-replication, and p50 when nothing is cached.',
    all(higher(P99, HYBRID, EVENTS), higher(P50, 'hybrid/none', EVENTS)),
  ),
  hybrid(
    'inconsistent',
    'Less consistent: more answers are stale than with sync-api.',
    higher(STALE, HYBRID, SYNC),
  ),
  hybrid(
    'caching',
    'The caching choice trades freshness for calls: ttl makes fewer calls than none, and more stale answers.',
    all(lower(OWNER_CALLS, 'hybrid/ttl', 'hybrid/none'), higher(STALE, 'hybrid/ttl', 'hybrid/none')),
  ),
  hybrid('flexible', 'Flexible: the best way can be chosen case by case.', notMeasured(JUDGEMENT)),
  hybrid('complex', 'More complex, hard to manage.', notMeasured(JUDGEMENT)),
];
