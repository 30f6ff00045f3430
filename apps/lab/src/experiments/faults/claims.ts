import type { ClaimId } from '../../claims/catalogue';
import type { Claim } from '../../runner/experiment';
import { all, higher, never } from '../../verdicts/rule';
import type { FaultName } from './fault-actions';

const SYNC = 'sync-api';
const EVENTS = 'event-replication';

/** Fewer than one answer in a hundred nobody notices. */
const NOTICED = 0.01;
/** A person takes what is still wrong after that for wrong. It is above every lease and retry of the system. */
const RIGHT_AGAIN_MS = 10_000;
/** Nobody is away then: it has only to work off what has come meanwhile. */
const CAUGHT_UP_MS = 5_000;

const unharmed = all(
  never({ metric: 'failed', side: EVENTS }, NOTICED),
  never({ metric: 'partial', side: EVENTS }, NOTICED),
);
const worseThanEvents = higher({ metric: 'failed', side: SYNC }, EVENTS, { by: NOTICED });
const rightWithin = (ms: number) => never({ metric: 'converged', side: EVENTS }, ms);

/** In these the owner is what is ill. */
const OF_OWNER: readonly FaultName[] = ['owner-killed', 'owner-slow', 'owner-database-down'];
const OWNER_IS_AWAY: readonly FaultName[] = ['owner-killed', 'owner-database-down'];
const OF_BROKER: readonly FaultName[] = ['nats-down', 'broker-killed'];

interface Meant extends Claim {
  /** Where it has to hold; undefined: everywhere. */
  readonly faults?: readonly FaultName[];
}

const meant = (id: ClaimId, means: string, rule: Claim['rule'], faults?: readonly FaultName[]): Meant => ({
  id,
  means,
  rule,
  faults,
});

const MEANT: readonly Meant[] = [
  meant(
    'event-replication-isolates',
    'while the owner is ill, no more than 1 in 100 answers of event-replication fail, and no more are partial',
    unharmed,
    OF_OWNER,
  ),
  meant(
    'sync-api-spreads',
    'while the owner is away, sync-api fails at least 1 in 100 answers more often than event-replication',
    worseThanEvents,
    OWNER_IS_AWAY,
  ),
  meant(
    'synchronous-cascades',
    'while the owner is slow, sync-api fails at least 1 in 100 answers more often than event-replication',
    worseThanEvents,
    ['owner-slow'],
  ),
  meant(
    'scaling-independence',
    'while the owner is away, event-replication fails at least 1 in 100 answers less often than sync-api',
    worseThanEvents,
    OWNER_IS_AWAY,
  ),
  meant(
    'asynchronous-own-pace',
    'while the broker is away, no more than 1 in 100 answers of event-replication fail, and no more are partial',
    unharmed,
    OF_BROKER,
  ),
  meant(
    'asynchronous-own-pace',
    'a consumer that was overloaded has caught up within 5 s',
    rightWithin(CAUGHT_UP_MS),
    ['consumer-overloaded'],
  ),
  meant(
    'asynchronous-converges',
    'within 10 s after the fault the answers of event-replication are right again for good',
    rightWithin(RIGHT_AGAIN_MS),
  ),
  meant(
    'consistency-eventual',
    'within 10 s after the fault the answers of event-replication are right again for good',
    rightWithin(RIGHT_AGAIN_MS),
  ),
];

export const claimsOf = (fault: FaultName): readonly Claim[] =>
  MEANT.filter(({ faults }) => faults === undefined || faults.includes(fault)).map(({ id, means, rule }) => ({
    id,
    means,
    rule,
  }));
