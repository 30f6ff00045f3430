/** The folder and files of each project that unit specs can test alone, without a server or a database. */
export const PURE_RULES = {
  contracts: [
    'libs/contracts',
    'src/{driver-update,ride-changed,place,parse,ids,ride-status,subjects,ride-digest,approaches,version-tag}.ts',
  ],
  'service-kit': [
    'libs/service-kit',
    'src/config/command-line.ts',
    'src/problems/{database.errors,idempotency-key,problem-details,to-domain-error}.ts',
    'src/context/request-context.ts',
    'src/http/{body-format,query-shapes,query.guard}.ts',
    'src/database/schema-differences.ts',
  ],
  'remote-calls': [
    'libs/remote-calls',
    'src/{circuit-breaker,health-watch,retry-throttle}.ts',
    'src/{retry-unavailable,status-of-error}.ts',
  ],
  messaging: [
    'libs/messaging',
    'src/connection/broker-clock.ts',
    'src/consuming/{batch-size,batch-splitting}.ts',
    'src/dead-letters/{dead-letters,letter-address}.ts',
    'src/messages/failure.ts',
  ],
  timing: ['libs/timing', 'src/{back-off,bulkhead,pause,periodic,seldom,turn-batches,within}.ts'],
  outbox: ['libs/outbox', 'src/wake-up.ts'],
  participant: ['libs/participant', 'src/{check-assignment,try-answer}.ts'],
  'ride-service': [
    'apps/ride-service',
    'src/rides/{if-match,transition}.ts',
    'src/publications/{rides-of-events,in-parallel,write-decision}.ts',
  ],
  'driver-service': [
    'apps/driver-service',
    'src/driver-positions/{earth-grid,first-radius,newest-per-driver}.ts',
    'src/ride-copy/newest-per-ride.ts',
    'src/current-ride/{at-least,at-least-reads.service}.ts',
    'src/ride-copy-repair/{command-line,differences}.ts',
    'src/ride-details/{kept-details,owner-lookups,shared-details}.ts',
    'src/ride-details/caches/*.cache.ts',
  ],
  gateway: ['apps/gateway', 'src/coordinator/{assignment-machine,coordinator}.ts'],
};
