import { urlOfDatabase } from '@ride-hailing/addresses';
import { randomBytes } from 'node:crypto';
import { Client } from 'pg';
import { NATS_USERS, type NatsUser, upperName } from './secrets';
import { type Access, type Credentials } from './access';

const CONNECT_WITHIN_MS = 10_000;
export const SPECS_ROLE = 'specs';

/** A database for one spec file, owned by an ordinary role. */
export interface SpecDatabase {
  readonly name: string;
  readonly url: string;
  /** The superuser's URL of this database, for tests that end other sessions. */
  readonly adminUrl: string;
  /** Ends open connections and removes the database. */
  drop(): Promise<void>;
}

export interface IntegrationInfrastructure {
  readonly natsUrl: string;
  credentials(user: NatsUser): Credentials;
  readonly phoneIssuerSeed: string;
  /** The superuser's URL of a database. Default `postgres`. */
  adminDatabaseUrl(database?: string): string;
  createDatabase(): Promise<SpecDatabase>;
}

const passwordVariable = (user: string) => `INTEGRATION_NATS_${upperName(user)}_PASSWORD`;

/** The variables through which the global set-up gives specs access to the infrastructure. */
export function integrationEnvironment(access: Access): Record<string, string> {
  const passwords = NATS_USERS.map((user) => [passwordVariable(user), access.credentials(user).password]);
  return {
    INTEGRATION_NATS_URL: access.natsUrl,
    INTEGRATION_POSTGRES_ADMIN_URL: access.adminDatabaseUrl(),
    ...(Object.fromEntries(passwords) as Record<string, string>),
    INTEGRATION_PHONE_ISSUER_SEED: access.phoneIssuerSeed,
  };
}

function variable(name: string): string {
  const value = process.env[name];
  if (value) return value;
  throw new Error(
    `${name} is not set: only *.int-spec.ts files have infrastructure (npx jest --selectProjects integration)`,
  );
}

/** Runs one statement with the login of the URL. */
export async function execute(connectionString: string, statement: string): Promise<void> {
  const client = new Client({ connectionString, connectionTimeoutMillis: CONNECT_WITHIN_MS });
  client.on('error', () => undefined);
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

/** The real Postgres and NATS that Jest's global set-up started for the integration specs of this run. */
export function integrationInfrastructure(): IntegrationInfrastructure {
  const admin = variable('INTEGRATION_POSTGRES_ADMIN_URL');
  return {
    natsUrl: variable('INTEGRATION_NATS_URL'),
    credentials: (user) => ({ user, password: variable(passwordVariable(user)) }),
    phoneIssuerSeed: variable('INTEGRATION_PHONE_ISSUER_SEED'),
    adminDatabaseUrl: (database = 'postgres') => urlOfDatabase(admin, database),
    createDatabase: async () => {
      const name = `spec_${randomBytes(6).toString('hex')}`;
      await execute(admin, `CREATE DATABASE ${name} OWNER ${SPECS_ROLE}`);
      const password = decodeURIComponent(new URL(admin).password);
      return {
        name,
        url: urlOfDatabase(admin, name, { username: SPECS_ROLE, password }),
        adminUrl: urlOfDatabase(admin, name),
        drop: () => execute(admin, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`),
      };
    },
  };
}
