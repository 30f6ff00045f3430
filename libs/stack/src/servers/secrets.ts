import { createHmac, randomBytes } from 'node:crypto';
import { z } from 'zod';
import { KeptFile } from './kept-file';
import { accountSeed, isAccountSeed } from './account-key';

export const DATABASE_SERVICES = ['ride-service', 'driver-service', 'gateway'] as const;
/** The services, and the login that sees only Ride Service's published view. */
export const DATABASE_LOGINS = [...DATABASE_SERVICES, 'ride-view'] as const;
export const NATS_USERS = [
  'operator',
  'ride-service',
  'driver-service',
  'phone-access',
  'dashboard',
] as const;

/** The services with a database of their own. */
export type DatabaseService = (typeof DATABASE_SERVICES)[number];
export type DatabaseLogin = (typeof DATABASE_LOGINS)[number];
export type NatsUser = (typeof NATS_USERS)[number];

/** A file that is older than a login lacks its password. */
const secretsSchema = z.object({
  postgres: z.string().min(1),
  databases: z.partialRecord(z.enum(DATABASE_LOGINS), z.string().min(1)),
  nats: z.partialRecord(z.enum(NATS_USERS), z.string().min(1)),
  natsRoutes: z.string().min(1).optional(),
  phoneIssuerSeed: z.string().refine(isAccountSeed).optional(),
});

/** All passwords of one installation. */
export interface Secrets {
  readonly postgres: string;
  readonly databases: Readonly<Record<DatabaseLogin, string>>;
  readonly nats: Readonly<Record<NatsUser, string>>;
  /** With which servers of NATS join each other in a cluster. */
  readonly natsRoutes: string;
  /** The seed of the nkey that signs what the broker lets each phone do. */
  readonly phoneIssuerSeed: string;
}

// The letter comes first, since NATS reads a value that starts with a digit as a number.
const password = () => `p${randomBytes(18).toString('hex')}`;

/** A password for each name: the one in `held`, otherwise one from `make`. */
const forEach = <Name extends string>(
  names: readonly Name[],
  make: (name: Name) => string,
  held: Partial<Record<Name, string>> = {},
) => Object.fromEntries(names.map((name) => [name, held[name] ?? make(name)])) as Record<Name, string>;

const makeSecrets = (): Secrets => ({
  postgres: password(),
  databases: forEach(DATABASE_LOGINS, password),
  nats: forEach(NATS_USERS, password),
  natsRoutes: password(),
  phoneIssuerSeed: accountSeed(randomBytes(32)),
});

/** Missing passwords are derived from the password of Postgres, so that all readers agree without writing the file. */
function filledIn(held: z.infer<typeof secretsSchema>): Secrets {
  const { postgres, databases, nats, natsRoutes, phoneIssuerSeed } = held;
  const bytesFor = (name: string) => createHmac('sha256', postgres).update(name).digest();
  const derived = (kind: string) => (name: string) =>
    `p${bytesFor(`${kind}/${name}`).toString('hex').slice(0, 36)}`;
  return {
    postgres,
    databases: forEach(DATABASE_LOGINS, derived('databases'), databases),
    nats: forEach(NATS_USERS, derived('nats'), nats),
    natsRoutes: natsRoutes ?? derived('nats')('routes'),
    phoneIssuerSeed: phoneIssuerSeed ?? accountSeed(bytesFor('phone-issuer')),
  };
}

/** The passwords of a folder. */
export const SECRETS = new KeptFile<Secrets>('secrets.json', {
  make: makeSecrets,
  parse: (json) => filledIn(secretsSchema.parse(json)),
  remedy: 'repair it, or delete it and all data with npm run reset',
});

/** `ride-service` -> `RIDE_SERVICE`, as in environment variables. */
export const upperName = (name: string): string => name.toUpperCase().replaceAll('-', '_');

/** `ride-service` -> `ride_service`, the name of its database and of its role. */
export const databaseName = (service: string): string => service.replaceAll('-', '_');
