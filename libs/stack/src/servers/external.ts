import { faultOfAddress } from '@ride-hailing/addresses';
import { StackError } from '../stack.errors';
import { DATABASE_LOGINS, type DatabaseLogin, NATS_USERS, type NatsUser, upperName } from './secrets';
import { isAccountSeed } from './account-key';

/** Servers that run elsewhere and replace our own. */
export interface ExternalInfrastructure {
  /** The superuser's URL of the maintenance database. */
  readonly postgresAdminUrl?: string;
  /** Passwords for the roles; a role that is missing gets a generated one. */
  readonly databasePasswords: Partial<Record<DatabaseLogin, string>>;
  readonly nats?: {
    readonly url: string;
    readonly passwords: Record<NatsUser, string>;
    readonly phoneIssuerSeed: string;
  };
}

export const EXTERNAL_HELP = `Servers of your own instead of the embedded ones, by environment variables:
  POSTGRES_ADMIN_URL               postgres://superuser:password@host:port/postgres; roles and databases are made there;
                                   a primary and its standbys as host1:port,host2:port with ?target_session_attrs=read-write
  RIDE_SERVICE_DB_PASSWORD, DRIVER_SERVICE_DB_PASSWORD, GATEWAY_DB_PASSWORD, RIDE_VIEW_DB_PASSWORD
                                   passwords that the roles get (made up when not set)
  NATS_URL                         nats://host:port, with JetStream and the users of docker/nats/nats.conf; several with
                                   commas; tls:// encrypts, and NODE_EXTRA_CA_CERTS names certificates to trust
  NATS_OPERATOR_PASSWORD, NATS_RIDE_SERVICE_PASSWORD, NATS_DRIVER_SERVICE_PASSWORD, NATS_PHONE_ACCESS_PASSWORD,
  NATS_DASHBOARD_PASSWORD                                           their passwords (all needed with NATS_URL)
  PHONE_ISSUER_SEED                the seed of NATS_PHONE_ISSUER, the key with which that file lets phones in (needed too)
  STREAM_REPLICAS                  on how many servers of a NATS cluster each stream is kept: 1, 3 or 5 (1 when not set)
  SHARED_CACHE_URL                 redis://host:port of a Redis or Valkey for the approach shared-cache, in place of NATS
  SHARED_FILES_URL                 http(s)://host/bucket of an S3 for the approach shared-files, in place of NATS; with
                                   SHARED_FILES_ACCESS_KEY_ID, SHARED_FILES_SECRET_ACCESS_KEY and SHARED_FILES_REGION
  ALLOW_ASYNC_STANDBY              true takes a primary of Postgres whose commits do not wait for its standby
  NATS_SERVER                      path of the nats-server program to start, if it is not on the PATH`;

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads which servers run elsewhere.
 * @throws StackError that names every variable that is wrong or missing
 */
export function readExternal(environment: Environment): ExternalInfrastructure {
  const faults: string[] = [];
  const url = (name: string, schemes: readonly string[]): string | undefined => {
    const value = environment[name] || undefined;
    const fault = value && faultOfAddress(value, schemes);
    if (fault) faults.push(`${name} ${fault}`);
    return fault ? undefined : value;
  };
  const postgresAdminUrl = url('POSTGRES_ADMIN_URL', ['postgres', 'postgresql']);
  const natsUrl = url('NATS_URL', ['nats', 'tls']);
  const databasePasswords = Object.fromEntries(
    DATABASE_LOGINS.flatMap((login) => {
      const value = environment[`${upperName(login)}_DB_PASSWORD`];
      return value ? [[login, value]] : [];
    }),
  );
  const passwords = Object.fromEntries(
    NATS_USERS.map((user) => [user, environment[`NATS_${upperName(user)}_PASSWORD`] ?? '']),
  ) as Record<NatsUser, string>;
  const phoneIssuerSeed = environment.PHONE_ISSUER_SEED ?? '';
  if (natsUrl) {
    const missing = NATS_USERS.filter((user) => passwords[user] === '');
    faults.push(...missing.map((user) => `NATS_${upperName(user)}_PASSWORD is needed with NATS_URL`));
    if (!isAccountSeed(phoneIssuerSeed))
      faults.push('PHONE_ISSUER_SEED is needed with NATS_URL: the seed of an account (SA…)');
  }
  if (faults.length > 0) throw new StackError(`The environment is not usable:\n  ${faults.join('\n  ')}`);
  const nats = natsUrl ? { url: natsUrl, passwords, phoneIssuerSeed } : undefined;
  return { postgresAdminUrl, databasePasswords, nats };
}
