import { type Client, type ClientConfig, type PoolConfig } from 'pg';
import { type DataSourceOptions } from 'typeorm';
import { SteadyClient } from './steady-client';

export interface DatabaseOptions {
  /** `postgres://user:password@host:port/database`, or with several hosts: see `PrimaryClient`. */
  url: string;
  /** Shown in `pg_stat_activity`. */
  name?: string;
  entities: NonNullable<DataSourceOptions['entities']>;
  migrations: NonNullable<DataSourceOptions['migrations']>;
  /** One limit for every statement of the pool, since a limit per request costs round trips. Migrations have none. */
  statementTimeoutMs?: number;
  poolSize?: number;
  /** False: outages are reported, and the service is ready without the database. Default true. */
  required?: boolean;
  /** Tables, such as `public.ride_replica`, whose loss is reported while the service stays ready. */
  worksWithout?: readonly string[];
  /** Interval of the checks that everything the migrations made exists and that the login works. Default 5,000. */
  lookEveryMs?: number;
  /** How long a request may wait for a connection. Default 1,000. */
  connectTimeoutMs?: number;
}

type PostgresOptions = Extract<DataSourceOptions, { type: 'postgres' }>;

const CLIENT_SIDE_GRACE_MS = 500;
const IDLE_IN_TRANSACTION_MS = 30_000;
const CONNECT_TIMEOUT_MS = 1_000;

/** What the pool of requests and the connection of migrations have in common. */
export function poolBasics(
  { url, connectTimeoutMs = CONNECT_TIMEOUT_MS }: DatabaseOptions,
  limits: PoolConfig,
): PostgresOptions {
  const extra: PoolConfig & { Client: typeof Client } = {
    ...limits,
    Client: SteadyClient,
    connectionTimeoutMillis: connectTimeoutMs,
  };
  return {
    type: 'postgres',
    url,
    installExtensions: false,
    logging: false,
    poolErrorHandler: () => undefined,
    extra,
  };
}

/** The pool that requests use. The client-side time-out is for a server that does not answer at all. */
export function poolOptions(options: DatabaseOptions): DataSourceOptions {
  const { entities, name, statementTimeoutMs = 2_000, poolSize = 10 } = options;
  return {
    ...poolBasics(options, {
      max: poolSize,
      statement_timeout: statementTimeoutMs,
      query_timeout: statementTimeoutMs + CLIENT_SIDE_GRACE_MS,
      idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_MS,
      keepAlive: true,
    }),
    entities,
    applicationName: name,
    synchronize: false,
  };
}

/** Options of a single connection outside the pool, shown in `pg_stat_activity` with its purpose. */
export const clientOptions = (
  {
    url,
    name,
    connectTimeoutMs = CONNECT_TIMEOUT_MS,
  }: Pick<DatabaseOptions, 'url' | 'name' | 'connectTimeoutMs'>,
  purpose: string,
): ClientConfig => ({
  connectionString: url,
  application_name: name && `${name}-${purpose}`,
  connectionTimeoutMillis: connectTimeoutMs,
});
