import { type DatabaseService, databaseName, type NatsUser, type Secrets } from './secrets';

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
  databasePassword(service: DatabaseService): string;
}

/** @param postgresHost `host:port` */
export function accessByPassword(secrets: Secrets, natsUrl: string, postgresHost: string): Access {
  return {
    natsUrl,
    credentials: (user) => ({ user, password: secrets.nats[user] }),
    adminDatabaseUrl: (database = 'postgres') =>
      `postgres://postgres:${secrets.postgres}@${postgresHost}/${database}`,
    databaseUrl: (service) => {
      const name = databaseName(service);
      return `postgres://${name}:${secrets.databases[service]}@${postgresHost}/${name}`;
    },
    databasePassword: (service) => secrets.databases[service],
  };
}
