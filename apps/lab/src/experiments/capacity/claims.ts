import type { Claim } from '../../runner/experiment';
import { all, higher, lower } from '../../verdicts/rule';

/** One connection waits for nobody; with 64 the machine is full. */
export const CONNECTIONS = [1, 4, 16, 64];
const ALONE = 1;
const FULL = 64;

const FIVE_PERCENT = { times: 1.05 } as const;
const TENTH = { times: 1.1 } as const;

const p50 = (side: string, at: number) => ({ metric: 'p50', side, at });
const rate = (side: string) => ({ metric: 'answersPerSecond', side, at: FULL });

export const CLAIMS: readonly Claim[] = [
  {
    id: 'synchronous-slower-when-busy',
    means: 'with 64 callers the p50 of sync-api is above that with one',
    rule: higher(p50('sync-api', FULL), { at: ALONE }, FIVE_PERCENT),
  },
  {
    id: 'synchronous-holds-resources',
    means: 'driver-service uses more CPU for an answer of sync-api than of event-replication',
    rule: higher({ metric: 'cpuDriver', side: 'sync-api' }, 'event-replication', FIVE_PERCENT),
  },
  {
    id: 'performance-throughput',
    means: 'with 64 callers sync-api answers fewer reads a second than event-replication',
    rule: lower(rate('sync-api'), 'event-replication', FIVE_PERCENT),
  },
  {
    id: 'performance-resources',
    means: 'all processes together use more CPU for an answer of sync-api than of event-replication',
    rule: higher({ metric: 'cpuAll', side: 'sync-api' }, 'event-replication', FIVE_PERCENT),
  },
  {
    id: 'shared-cache-fast',
    means:
      'the p50 of shared-cache with one caller is below that of sync-api, and with 64 it answers more reads a second',
    rule: all(
      lower(p50('shared-cache', ALONE), 'sync-api', FIVE_PERCENT),
      higher(rate('shared-cache'), 'sync-api', FIVE_PERCENT),
    ),
  },
  {
    id: 'shared-cache-spares-database',
    means: 'Postgres uses less CPU for an answer of shared-cache than of sync-api, and than of database-view',
    rule: all(
      lower({ metric: 'cpuPostgres', side: 'shared-cache' }, 'sync-api', FIVE_PERCENT),
      lower({ metric: 'cpuPostgres', side: 'shared-cache' }, 'database-view', FIVE_PERCENT),
    ),
  },
  ...(
    [
      ['event-replication-scales', 'event-replication'],
      ['shared-files-scales', 'shared-files'],
      ['scaling-horizontal', 'event-replication'],
    ] as const
  ).map(([id, side]): Claim => ({
    id,
    means: `by demand, four instances of driver-service gain more with ${side} than with sync-api`,
    rule: higher({ metric: 'gainOfFour', side }, 'sync-api', TENTH),
  })),
  {
    id: 'sync-api-scales-badly',
    means: 'by demand, four instances of driver-service answer less than twice as much as one',
    rule: lower({ metric: 'gainOfFour', side: 'sync-api' }, 2, TENTH),
  },
];

/** These rest on instances that were really started, not on demand. */
export const CLAIMS_OF_INSTANCES: readonly Claim[] = [
  ...(
    [
      ['event-replication-scales', 'event-replication'],
      ['shared-files-scales', 'shared-files'],
      ['scaling-horizontal', 'event-replication'],
    ] as const
  ).map(([id, side]): Claim => ({
    id,
    means: `four instances, each with a fixed share of a core as the owner has, gain more with ${side} than with sync-api`,
    rule: higher({ metric: 'gain', side, at: 4 }, 'sync-api', TENTH),
  })),
  {
    id: 'sync-api-scales-badly',
    means:
      'four instances, each with a fixed share of a core as the owner has, answer less than twice as much as one',
    rule: lower({ metric: 'gain', side: 'sync-api', at: 4 }, 2, TENTH),
  },
];
