import { z } from 'zod';
import { parseConfig } from '../config/config';
import { baseConfig } from '../config/config-shapes';
import { type DatabaseOptions } from './database-options';
import { restoreSchema } from './restore-schema';

/**
 * The job of a service that makes again what was deleted in its database: says what it did, and ends. The exit code
 * is 1 when something is left that it could not mend.
 */
export async function runRestoreSchema(
  name: string,
  migrations: DatabaseOptions['migrations'],
): Promise<void> {
  const say = (line: string) => void process.stdout.write(`${name}: ${line}\n`);
  try {
    const { databaseUrl: url } = parseConfig(z.object(baseConfig.database()));
    const left = await restoreSchema({ url, migrations, name }, say);
    say(
      left === 0 ? 'tables and indexes are as the migrations make them' : `${left} are not as they should be`,
    );
    process.exitCode = left === 0 ? 0 : 1;
  } catch (error) {
    process.stderr.write(`${name}: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  }
}
