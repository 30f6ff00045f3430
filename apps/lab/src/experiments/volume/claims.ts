import type { Claim } from '../../runner/experiment';
import { all, type Crossing, higher } from '../../verdicts/rule';

const FIVE_PERCENT = { times: 1.05 } as const;
const TENTH = { times: 1.1 } as const;

/** @param most of the rides that are measured */
export const claimsOfRides = (most: number): readonly Claim[] => [
  {
    id: 'scaling-volume',
    means:
      'from 1,000 rides to the most, the p50 of sync-api grows by 10 % more than that of event-replication',
    rule: higher({ metric: 'growth', side: 'sync-api' }, 'event-replication', TENTH),
  },
  {
    id: 'performance-storage',
    means: 'with the most rides event-replication stores more bytes beside the owner than sync-api',
    rule: higher({ metric: 'stored', side: 'event-replication', at: most }, 'sync-api', FIVE_PERCENT, true),
  },
  {
    id: 'hybrid-smaller',
    means: 'hybrid stores fewer bytes beside the owner than event-replication',
    rule: {
      ...{ kind: 'crossing', metric: 'stored', side: 'hybrid/versioned', expected: 'lower' },
      ...{ than: 'event-replication', margin: FIVE_PERCENT, isExact: true },
    },
  },
];

const filesSlower = (than: string): Crossing => ({
  ...{
    kind: 'crossing',
    metric: 'p50',
    side: 'shared-files',
    expected: 'higher',
    than,
    margin: FIVE_PERCENT,
  },
});

export const CLAIMS_OF_RECORDS: readonly Claim[] = [
  {
    id: 'shared-files-slow',
    means: 'the p50 of shared-files is above that of event-replication, and of database-view',
    rule: all(filesSlower('event-replication'), filesSlower('database-view')),
  },
];
