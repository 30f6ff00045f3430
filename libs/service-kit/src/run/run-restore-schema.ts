import { z } from 'zod';
import { parseConfig } from '../config/config';
import { baseConfig } from '../config/config-shapes';
import { runJob } from './run-job';
import { type DatabaseOptions } from '../database/database-options';
import { restoreSchema } from '../database/restore-schema';

/**
 * The job of a service that makes again what was deleted in its database: says what it did, and ends. The exit code
 * is 1 when something is left that it could not mend.
 */
export const runRestoreSchema = (name: string, migrations: DatabaseOptions['migrations']): Promise<void> =>
  runJob(name, async (say) => {
    const { databaseUrl: url } = parseConfig(z.object(baseConfig.database()));
    const left = await restoreSchema({ url, migrations, name }, (line) => say(`${name}: ${line}`));
    say(
      `${name}: ` +
        (left === 0
          ? 'tables and indexes are as the migrations make them'
          : `${left} are not as they should be`),
    );
    process.exitCode = left === 0 ? 0 : 1;
  });
