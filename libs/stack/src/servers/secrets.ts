import { createHmac, randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { createFile } from './whole-file';
import { StackError } from '../stack.errors';

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

function makeSecrets(): Secrets {
  return {
    postgres: password(),
    databases: {
      'ride-service': password(),
      'driver-service': password(),
      gateway: password(),
      'ride-view': password(),
    },
    nats: {
      operator: password(),
      'ride-service': password(),
      'driver-service': password(),
      'fleet-simulator': password(),
    },
  };
}

/** What the file lacks is derived from what it holds: every reader finds the same, and nobody has to write. */
function filledIn({ postgres, databases, nats }: z.infer<typeof secretsSchema>): Secrets {
  const derived = (name: string) =>
    `p${createHmac('sha256', postgres).update(name).digest('hex').slice(0, 36)}`;
  const all = <Name extends string>(
    kind: string,
    names: readonly Name[],
    held: Partial<Record<Name, string>>,
  ) =>
    Object.fromEntries(names.map((name) => [name, held[name] ?? derived(`${kind}/${name}`)])) as Record<
      Name,
      string
    >;
  return {
    postgres,
    databases: all('databases', DATABASE_LOGINS, databases),
    nats: all('nats', NATS_USERS, nats),
  };
}

const fileIn = (folder: string) => join(folder, 'secrets.json');
const textOf = (secrets: Secrets) => `${JSON.stringify(secrets, null, 2)}\n`;

/**
 * The passwords kept in `folder`, made when it has none yet; readable by their owner only.
 * @throws StackError when the file is damaged
 */
export function keepSecrets(folder: string): Secrets {
  const file = fileIn(folder);
  try {
    return filledIn(secretsSchema.parse(JSON.parse(readFileSync(file, 'utf8'))));
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'ENOENT') {
      throw new StackError(`${file} cannot be read: mend it, or start anew with npm run reset`, { cause });
    }
  }
  const secrets = makeSecrets();
  // Another start was faster: its passwords count.
  return createFile(file, textOf(secrets), 0o600) ? secrets : keepSecrets(folder);
}

/**
 * Writes them again when their file has been deleted, for whoever comes after.
 * @throws StackError when that cannot be done
 */
export function restoreSecrets(folder: string, secrets: Secrets): void {
  const file = fileIn(folder);
  if (!existsSync(file)) createFile(file, textOf(secrets), 0o600);
}

/** `ride-service` -> `RIDE_SERVICE`, as in environment variables. */
export const upperName = (name: string): string => name.toUpperCase().replaceAll('-', '_');

/** `ride-service` -> `ride_service`, the name of its database and of its role. */
export const databaseName = (service: string): string => service.replaceAll('-', '_');
