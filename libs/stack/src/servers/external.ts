import { StackError } from '../stack.errors';
import { DATABASE_LOGINS, type DatabaseLogin, NATS_USERS, type NatsUser, upperName } from './secrets';

/** Servers that run elsewhere and replace our own. */
export interface ExternalInfrastructure {
  /** The superuser's URL of the maintenance database. */
  readonly postgresAdminUrl?: string;
  /** Passwords for the roles; a role that is missing gets a generated one. */
  readonly databasePasswords: Partial<Record<DatabaseLogin, string>>;
  readonly nats?: { readonly url: string; readonly passwords: Record<NatsUser, string> };
}

export const EXTERNAL_HELP = `Servers of your own instead of the embedded ones, by environment variables:
  POSTGRES_ADMIN_URL               postgres://superuser:password@host:port/postgres; roles and databases are made there
  RIDE_SERVICE_DB_PASSWORD, DRIVER_SERVICE_DB_PASSWORD, GATEWAY_DB_PASSWORD, RIDE_VIEW_DB_PASSWORD
                                   passwords that the roles get (made up when not set)
  NATS_URL                         nats://host:port, with JetStream and the users of docker/nats/nats.conf; several with
                                   commas; tls:// encrypts, and NODE_EXTRA_CA_CERTS names certificates to trust
  NATS_OPERATOR_PASSWORD, NATS_RIDE_SERVICE_PASSWORD, NATS_DRIVER_SERVICE_PASSWORD, NATS_FLEET_SIMULATOR_PASSWORD,
  NATS_DASHBOARD_PASSWORD          their passwords (all needed with NATS_URL)
  NATS_SERVER                      path of the nats-server program to start, if it is not on the PATH`;

type Environment = Readonly<Record<string, string | undefined>>;

const isUrlOf = (protocols: readonly string[]) => (value: string) =>
  URL.canParse(value) && protocols.includes(new URL(value).protocol) && new URL(value).port !== '0';

const NATS_PROTOCOLS = ['nats:', 'tls:'];
const areServers = (value: string) => value.split(',').every((one) => isUrlOf(NATS_PROTOCOLS)(one.trim()));

/**
 * Reads which servers run elsewhere.
 * @throws StackError that names every variable that is wrong or missing
 */
export function readExternal(environment: Environment): ExternalInfrastructure {
  const faults: string[] = [];
  const url = (name: string, isRight: (value: string) => boolean, allowed: string): string | undefined => {
    const value = environment[name] || undefined;
    if (value === undefined || isRight(value)) return value;
    faults.push(`${name} must be ${allowed}; ports go from 1 to 65535`);
    return undefined;
  };
  const postgresAdminUrl = url(
    'POSTGRES_ADMIN_URL',
    isUrlOf(['postgres:', 'postgresql:']),
    'an address that starts with postgres://',
  );
  const natsUrl = url(
    'NATS_URL',
    areServers,
    'an address that starts with nats:// or tls://, or several with commas',
  );
  const databasePasswords = Object.fromEntries(
    DATABASE_LOGINS.flatMap((login) => {
      const value = environment[`${upperName(login)}_DB_PASSWORD`];
      return value ? [[login, value]] : [];
    }),
  );
  const passwords = Object.fromEntries(
    NATS_USERS.map((user) => [user, environment[`NATS_${upperName(user)}_PASSWORD`] ?? '']),
  ) as Record<NatsUser, string>;
  if (natsUrl) {
    const missing = NATS_USERS.filter((user) => passwords[user] === '');
    faults.push(...missing.map((user) => `NATS_${upperName(user)}_PASSWORD is needed with NATS_URL`));
  }
  if (faults.length > 0) throw new StackError(`The environment is not usable:\n  ${faults.join('\n  ')}`);
  return { postgresAdminUrl, databasePasswords, nats: natsUrl ? { url: natsUrl, passwords } : undefined };
}
