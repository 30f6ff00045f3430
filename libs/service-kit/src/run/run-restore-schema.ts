import { z } from 'zod';
import { parseConfig } from '../config/config';
import { baseConfig } from '../config/config-shapes';
import { type DatabaseOptions } from '../database/database-options';
import { restoreSchema } from '../database/restore-schema';
import { runJob } from './run-job';

/**
 * The job of a service that restores what was deleted in its database: reports what it did, and ends. The exit code
 * is 1 when it could not restore everything.
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
