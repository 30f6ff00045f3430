import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PrimaryClient } from '@ride-hailing/addresses';
import { APPROACHES } from '@ride-hailing/contracts';
import { type ProxyRequest, type Stack, startStack } from '@ride-hailing/stack';
import { type ChangedBuild, ShiftedClocks } from '@ride-hailing/testing';
import { connect, type NatsConnection } from 'nats';
import { Pool } from 'pg';
import type { Targets } from '../nemesis/fault-plan';

const WITHIN_MS = 10_000;
const SERVICES = ['ride-service', 'driver-service', 'gateway'] as const;
const PROXIES: readonly ProxyRequest[] = [
  { from: 'gateway', to: 'ride-service' },
  { from: 'gateway', to: 'driver-service' },
  { from: 'gateway', to: 'postgres' },
  { from: 'driver-service', to: 'ride-service' },
  { from: 'driver-service', to: 'gateway' },
  { from: 'driver-service', to: 'nats' },
  { from: 'driver-service', to: 'postgres' },
  { from: 'driver-service', to: 'ride-view' },
  { from: 'ride-service', to: 'gateway' },
  { from: 'ride-service', to: 'nats' },
  { from: 'ride-service', to: 'postgres' },
];

const SERVERS = ['postgres', 'nats'];
const SERVERS_OF_CLUSTER = ['postgres', 'postgres-standby', 'nats-1', 'nats-2', 'nats-3'];

/** A proxy can stand before one server, and not before a list of them. */
const proxiesOf = (isCluster: boolean): readonly ProxyRequest[] =>
  isCluster ? PROXIES.filter(({ to }) => !['postgres', 'nats', 'ride-view'].includes(to)) : PROXIES;

export const targetsOf = (isCluster: boolean): Targets => ({
  processes: [...SERVICES, ...(isCluster ? SERVERS_OF_CLUSTER : SERVERS)],
  // Most of what may go wrong does so around a commit, and by the clock of who dates changes.
  links: proxiesOf(isCluster).flatMap(({ from, to }) =>
    Array.from({ length: to === 'postgres' ? 3 : 1 }, () => `${from} > ${to}`),
  ),
  clocks: ['ride-service', ...SERVICES],
  disks: ['disk of the servers'],
});

export interface SystemOptions {
  readonly isCluster: boolean;
  /** Replaces the builds of some services. */
  readonly build?: { readonly of: ChangedBuild; readonly services: readonly (typeof SERVICES)[number][] };
  readonly log: (line: string) => void;
  readonly signal: AbortSignal;
}

type Database = 'ride_service' | 'driver_service' | 'gateway';

/** The system in a private folder, with every approach on, a fault proxy on each connection and a clock for each service. */
export class RunningSystem {
  private readonly pools = new Map<Database, Pool>();
  private readonly connections: NatsConnection[] = [];

  private constructor(
    readonly stack: Stack,
    readonly clocks: ShiftedClocks,
  ) {}

  /** @throws StackError when something does not start; nothing is left running then */
  static async start({ isCluster, build, log, signal }: SystemOptions): Promise<RunningSystem> {
    const folder = mkdtempSync(join(tmpdir(), 'ride-hailing-chaos-'));
    const clocks = new ShiftedClocks();
    try {
      const limits = { gateway: { RATE_LIMIT_REQUESTS: '1000000' } };
      const env = SERVICES.map((name) => [
        name,
        { ...clocks.environmentOf(name), ...(name === 'gateway' && limits.gateway) },
      ]);
      const dist = build?.services.map((name) => [name, build.of.dist(name)]);
      const stack = await startStack({
        ...{
          folder,
          portBase: 'free',
          simulator: false,
          proxies: proxiesOf(isCluster),
          cluster: isCluster,
          approaches: APPROACHES,
          log,
          signal,
        },
        env: Object.fromEntries(env) as Partial<Record<(typeof SERVICES)[number], Record<string, string>>>,
        ...(dist && { dist: Object.fromEntries(dist) as Partial<Record<string, string>> }),
      });
      return new RunningSystem(stack, clocks);
    } catch (error) {
      clocks.remove();
      rmSync(folder, { recursive: true, force: true });
      throw error;
    }
  }

  /** Rows of a statement, as superuser and past all proxies. */
  async rows(database: Database, text: string): Promise<Record<string, unknown>[]> {
    return (await this.pool(database).query<Record<string, unknown>>(text)).rows;
  }

  /** A connection to the broker past all proxies; it closes with the system. */
  async broker(user: Parameters<Stack['credentials']>[0]): Promise<NatsConnection> {
    const { password } = this.stack.credentials(user);
    const connection = await connect({
      ...{ servers: this.stack.natsUrl.split(','), user, pass: password, inboxPrefix: `_INBOX_${user}` },
      ...{ maxReconnectAttempts: -1, reconnectTimeWait: 100, timeout: WITHIN_MS },
    });
    this.connections.push(connection);
    return connection;
  }

  async stop(): Promise<void> {
    await Promise.allSettled(this.connections.map((connection) => connection.close()));
    await Promise.allSettled([...this.pools.values()].map((pool) => pool.end()));
    await this.stack.stop();
    this.clocks.remove();
    for (const folder of [this.stack.folder, this.stack.dataFolder])
      rmSync(folder, { recursive: true, force: true });
  }

  private pool(database: Database): Pool {
    const known = this.pools.get(database);
    if (known) return known;
    const pool = new Pool({
      ...{ Client: PrimaryClient, connectionString: this.stack.adminDatabaseUrl(database), max: 2 },
      ...{ statement_timeout: WITHIN_MS, connectionTimeoutMillis: WITHIN_MS },
    });
    // The next statement reports a lost connection.
    pool.on('error', () => undefined);
    this.pools.set(database, pool);
    return pool;
  }
}
