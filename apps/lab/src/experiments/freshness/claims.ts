import type { Claim } from '../../runner/experiment';
import { all, type Crossing, higher, never, sometimes } from '../../verdicts/rule';

/** One read in a hundred. */
const NOTICED = { by: 0.01 } as const;
const FELT = { by: 1 } as const;

const missesMoreThan = (side: string, than: string): Crossing => ({
  ...{ kind: 'crossing', metric: 'missed', side, expected: 'higher', than, margin: NOTICED },
});

const inconsistent = (id: Claim['id'], side: string): Claim => ({
  id,
  means: `more reads of ${side} than of sync-api miss a change that has been answered`,
  rule: missesMoreThan(side, 'sync-api'),
});

const missedReads = (side: string) => ({ metric: 'missedReads', side });

export const CLAIMS: readonly Claim[] = [
  inconsistent('event-replication-inconsistent', 'event-replication'),
  inconsistent('shared-cache-inconsistent', 'shared-cache'),
  inconsistent('shared-files-inconsistent', 'shared-files'),
  inconsistent('hybrid-inconsistent', 'hybrid/versioned'),
  {
    id: 'sync-api-newest',
    means: 'no read of sync-api misses a change that was answered before the read began',
    rule: never(missedReads('sync-api')),
  },
  {
    id: 'database-view-integrity',
    means: 'no read of database-view misses a change, and none shows a state that never was',
    rule: all(never(missedReads('database-view')), never({ metric: 'impossible', side: 'database-view' })),
  },
  {
    id: 'asynchronous-inconsistent',
    means: 'some reads of event-replication miss a change that has been answered',
    rule: sometimes(missedReads('event-replication')),
  },
  {
    id: 'consistency-eventual',
    means: 'some reads of event-replication miss a change, and none does a second later',
    rule: all(
      sometimes(missedReads('event-replication')),
      never({ metric: 'missed', side: 'event-replication', at: 1_000 }),
    ),
  },
  {
    id: 'performance-staleness',
    means: 'it takes longer until 99 % of the reads show a change with event-replication than with sync-api',
    rule: higher({ metric: 'shown99', side: 'event-replication' }, 'sync-api', FELT),
  },
  {
    id: 'hybrid-caching',
    means: 'more reads miss a change with caching choice ttl than with none',
    rule: missesMoreThan('hybrid/ttl', 'hybrid/none'),
  },
];
