import { type Client, type ClientConfig, type PoolConfig } from 'pg';
import { type DataSourceOptions, type Logger } from 'typeorm';
import { SteadyClient } from './steady-client';

export interface DatabaseOptions {
  /** `postgres://user:password@host:port/database`. */
  url: string;
  /** Shown in `pg_stat_activity`. */
  name?: string;
  entities: NonNullable<DataSourceOptions['entities']>;
  migrations: NonNullable<DataSourceOptions['migrations']>;
  /** Fixed for every statement of the pool, since one a request costs round trips. Migrations have no limit. */
  statementTimeoutMs?: number;
  poolSize?: number;
  /** False: outages are reported, and the service is ready without it. Default true. */
  required?: boolean;
  /** Tables, such as `public.ride_replica`, whose loss is reported, and which the service is ready without. */
  worksWithout?: readonly string[];
  /** How often it is looked whether all that the migrations made is there, and the login good. Default 5,000. */
  lookEveryMs?: number;
  /** How long a request may wait for a connection. */
  connectTimeoutMs?: number;
}

const CLIENT_SIDE_GRACE_MS = 500;
const IDLE_IN_TRANSACTION_MS = 30_000;

/** The pool that requests use. The client-side time-out is for a server that does not answer at all. */
export function poolOptions(options: DatabaseOptions): DataSourceOptions {
  const {
    url,
    entities,
    name,
    statementTimeoutMs = 2_000,
    poolSize = 10,
    connectTimeoutMs = 1_000,
  } = options;
  const extra: PoolConfig & { Client: typeof Client } = {
    Client: SteadyClient,
    max: poolSize,
    connectionTimeoutMillis: connectTimeoutMs,
    statement_timeout: statementTimeoutMs,
    query_timeout: statementTimeoutMs + CLIENT_SIDE_GRACE_MS,
    idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_MS,
    keepAlive: true,
  };
  return {
    type: 'postgres',
    url,
    entities,
    applicationName: name,
    synchronize: false,
    installExtensions: false,
    logging: false,
    poolErrorHandler: () => undefined,
    extra,
  };
}

const nothing = () => undefined;

/** TypeORM prints the failure of a migration as plain text among the lines of JSON; it also throws it. */
const SILENT: Logger = {
  logQuery: nothing,
  logQueryError: nothing,
  logQuerySlow: nothing,
  logSchemaBuild: nothing,
  logMigration: nothing,
  log: nothing,
};

/** A connection of its own for migrations, which may take as long as they need. */
export function migrationOptions({
  url,
  migrations,
  name,
  connectTimeoutMs = 1_000,
}: DatabaseOptions): DataSourceOptions {
  const extra: PoolConfig & { Client: typeof Client } = {
    Client: SteadyClient,
    max: 1,
    connectionTimeoutMillis: connectTimeoutMs,
  };
  return {
    type: 'postgres',
    url,
    migrations,
    migrationsTransactionMode: 'each',
    applicationName: name && `${name}-migrations`,
    installExtensions: false,
    logging: false,
    logger: SILENT,
    poolErrorHandler: () => undefined,
    extra,
  };
}

export const watchOptions = ({ url, name, connectTimeoutMs = 1_000 }: DatabaseOptions): ClientConfig => ({
  connectionString: url,
  application_name: name && `${name}-watch`,
  connectionTimeoutMillis: connectTimeoutMs,
  keepAlive: true,
});
