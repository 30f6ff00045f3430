import type { ExternalInfrastructure } from './external';
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

export interface Addresses {
  readonly nats: string;
  /** `host:port` */
  readonly postgres: string;
}

/** What runs elsewhere wins over what we start ourselves. */
export function accessTo(secrets: Secrets, own: Addresses, external?: ExternalInfrastructure): Access {
  const admin =
    external?.postgresAdminUrl ?? `postgres://postgres:${secrets.postgres}@${own.postgres}/postgres`;
  const natsPasswords = external?.nats?.passwords ?? secrets.nats;
  const databasePassword = (login: DatabaseLogin) =>
    external?.databasePasswords[login] ?? secrets.databases[login];
  const urlOf = (database: string, changes: Partial<Pick<URL, 'username' | 'password'>> = {}) =>
    Object.assign(new URL(admin), { pathname: `/${database}`, ...changes }).href;
  return {
    natsUrl: external?.nats?.url ?? own.nats,
    credentials: (user) => ({ user, password: natsPasswords[user] }),
    adminDatabaseUrl: (database = 'postgres') => urlOf(database),
    databaseUrl: (service) => {
      const name = databaseName(service);
      return urlOf(name, { username: name, password: databasePassword(service) });
    },
    rideViewUrl: () =>
      urlOf(databaseName('ride-service'), {
        username: RIDE_VIEW_ROLE,
        password: databasePassword('ride-view'),
      }),
    databasePassword,
  };
}
