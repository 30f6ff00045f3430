import { randomBytes } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { StackError } from '../stack.errors';

export const DATABASE_SERVICES = ['ride-service', 'driver-service'] as const;
export const NATS_USERS = ['operator', 'ride-service', 'driver-service', 'fleet-simulator'] as const;

/** The services with a database of their own. */
export type DatabaseService = (typeof DATABASE_SERVICES)[number];
export type NatsUser = (typeof NATS_USERS)[number];

const secretsSchema = z.object({
  postgres: z.string().min(1),
  databases: z.record(z.enum(DATABASE_SERVICES), z.string().min(1)),
  nats: z.record(z.enum(NATS_USERS), z.string().min(1)),
});

/** All passwords of one installation. */
export type Secrets = z.infer<typeof secretsSchema>;

// NATS reads a value that starts with a digit as a number: always a letter first.
const password = () => `p${randomBytes(18).toString('hex')}`;

function makeSecrets(): Secrets {
  return {
    postgres: password(),
    databases: { 'ride-service': password(), 'driver-service': password() },
    nats: {
      operator: password(),
      'ride-service': password(),
      'driver-service': password(),
      'fleet-simulator': password(),
    },
  };
}

/**
 * The passwords kept in `folder`, made when it has none yet; readable by their owner only.
 * @throws StackError when the file is damaged
 */
export function keepSecrets(folder: string): Secrets {
  const file = join(folder, 'secrets.json');
  try {
    return secretsSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'ENOENT') {
      throw new StackError(`${file} cannot be read: mend it, or start anew with npm run reset`, { cause });
    }
  }
  const secrets = makeSecrets();
  mkdirSync(folder, { recursive: true });
  const scratch = `${file}.${process.pid}`;
  writeFileSync(scratch, `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600 });
  try {
    linkSync(scratch, file);
    return secrets;
  } catch (error) {
    // Another start was faster: its passwords count.
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return keepSecrets(folder);
    throw error;
  } finally {
    rmSync(scratch, { force: true });
  }
}

/** `ride-service` -> `RIDE_SERVICE`, as in environment variables. */
export const upperName = (name: string): string => name.toUpperCase().replaceAll('-', '_');

/** `ride-service` -> `ride_service`, the name of its database and of its role. */
export const databaseName = (service: string): string => service.replaceAll('-', '_');
