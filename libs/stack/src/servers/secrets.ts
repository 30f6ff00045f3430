import { createHmac, randomBytes } from 'node:crypto';
import { z } from 'zod';
import { KeptFile } from './kept-file';

export const DATABASE_SERVICES = ['ride-service', 'driver-service', 'gateway'] as const;
/** Those, and the one that sees nothing but Ride Service's published view. */
export const DATABASE_LOGINS = [...DATABASE_SERVICES, 'ride-view'] as const;
export const NATS_USERS = ['operator', 'ride-service', 'driver-service', 'fleet-simulator'] as const;

/** The services with a database of their own. */
export type DatabaseService = (typeof DATABASE_SERVICES)[number];
export type DatabaseLogin = (typeof DATABASE_LOGINS)[number];
export type NatsUser = (typeof NATS_USERS)[number];

/** A file from before a service had a login of its own lacks its password. */
const secretsSchema = z.object({
  postgres: z.string().min(1),
  databases: z.partialRecord(z.enum(DATABASE_LOGINS), z.string().min(1)),
  nats: z.partialRecord(z.enum(NATS_USERS), z.string().min(1)),
});

/** All passwords of one installation. */
export interface Secrets {
  readonly postgres: string;
  readonly databases: Readonly<Record<DatabaseLogin, string>>;
  readonly nats: Readonly<Record<NatsUser, string>>;
}

// NATS reads a value that starts with a digit as a number: always a letter first.
const password = () => `p${randomBytes(18).toString('hex')}`;

/** By name, what `held` has of it and otherwise what `make` gives. */
const forEach = <Name extends string>(
  names: readonly Name[],
  make: (name: Name) => string,
  held: Partial<Record<Name, string>> = {},
) => Object.fromEntries(names.map((name) => [name, held[name] ?? make(name)])) as Record<Name, string>;

const makeSecrets = (): Secrets => ({
  postgres: password(),
  databases: forEach(DATABASE_LOGINS, password),
  nats: forEach(NATS_USERS, password),
});

/** What the file lacks is derived from what it holds: every reader finds the same, and nobody has to write. */
function filledIn({ postgres, databases, nats }: z.infer<typeof secretsSchema>): Secrets {
  const derived = (kind: string) => (name: string) =>
    `p${createHmac('sha256', postgres).update(`${kind}/${name}`).digest('hex').slice(0, 36)}`;
  return {
    postgres,
    databases: forEach(DATABASE_LOGINS, derived('databases'), databases),
    nats: forEach(NATS_USERS, derived('nats'), nats),
  };
}

/** The passwords of a folder. */
export const SECRETS = new KeptFile<Secrets>('secrets.json', {
  make: makeSecrets,
  parse: (json) => filledIn(secretsSchema.parse(json)),
  remedy: 'mend it, or start anew with npm run reset',
});

/** `ride-service` -> `RIDE_SERVICE`, as in environment variables. */
export const upperName = (name: string): string => name.toUpperCase().replaceAll('-', '_');

/** `ride-service` -> `ride_service`, the name of its database and of its role. */
export const databaseName = (service: string): string => service.replaceAll('-', '_');
