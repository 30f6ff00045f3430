import type { ExternalInfrastructure } from './external';
import { HOST, type ServerPorts } from './port-block';
import {
  type DatabaseLogin,
  type DatabaseService,
  databaseName,
  type NatsUser,
  type Secrets,
} from './secrets';

const RIDE_VIEW_ROLE = 'driver_service_ride_view';

export interface Credentials {
  readonly user: NatsUser;
  readonly password: string;
}

/** The addresses of the infrastructure, and the logins to it. */
export interface Access {
  readonly natsUrl: string;
  credentials(user: NatsUser): Credentials;
  /** The superuser's URL of a database. Default `postgres`. */
  adminDatabaseUrl(database?: string): string;
  /** The URL of a service's own database with the service's own login. */
  databaseUrl(service: DatabaseService): string;
  /** The URL with the login that sees only Ride Service's published view, which exists while database-view is on. */
  rideViewUrl(): string;
  databasePassword(login: DatabaseLogin): string;
}

/** The same address of a Postgres server with another database, and with another login where one is given. */
export const withDatabase = (
  url: string,
  database: string,
  login: { readonly username?: string; readonly password?: string } = {},
): string => Object.assign(new URL(url), { pathname: `/${database}`, ...login }).href;

/** Access to our own servers on these ports, or to external servers where those are given. */
export function accessTo(secrets: Secrets, ports: ServerPorts, external?: ExternalInfrastructure): Access {
  const admin =
    external?.postgresAdminUrl ??
    `postgres://postgres:${secrets.postgres}@${HOST}:${ports.postgres}/postgres`;
  const natsPasswords = external?.nats?.passwords ?? secrets.nats;
  const databasePassword = (login: DatabaseLogin) =>
    external?.databasePasswords[login] ?? secrets.databases[login];
  return {
    natsUrl: external?.nats?.url ?? `nats://${HOST}:${ports.nats}`,
    credentials: (user) => ({ user, password: natsPasswords[user] }),
    adminDatabaseUrl: (database = 'postgres') => withDatabase(admin, database),
    databaseUrl: (service) => {
      const name = databaseName(service);
      return withDatabase(admin, name, { username: name, password: databasePassword(service) });
    },
    rideViewUrl: () =>
      withDatabase(admin, databaseName('ride-service'), {
        username: RIDE_VIEW_ROLE,
        password: databasePassword('ride-view'),
      }),
    databasePassword,
  };
}
