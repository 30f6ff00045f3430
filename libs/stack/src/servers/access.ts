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

/** Where the infrastructure is, and who may enter with which password. */
export interface Access {
  readonly natsUrl: string;
  credentials(user: NatsUser): Credentials;
  /** As superuser, of any database. Default `postgres`. */
  adminDatabaseUrl(database?: string): string;
  /** As the service's own login, of its own database. */
  databaseUrl(service: DatabaseService): string;
  /** As the login that sees Ride Service's published view, if that is on, and nothing else. */
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
