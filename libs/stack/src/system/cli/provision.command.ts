import { appCommand, provisionEnvironment } from '../../servers/provision';
import { DATABASE_SERVICES } from '../../servers/secrets';
import { baseEnvironment } from '../../servers/processes/base-environment';
import { noArguments } from './arguments';
import { say } from './console';
import { runOneShot, runServiceJob } from './one-shot';
import { runningAccess } from './running-access';

const HELP = [
  'npm run provision   makes again what somebody has deleted while all runs: databases, logins and their rights,',
  '                    streams and consumers, and the tables and indexes of each service',
  '',
  'Nothing has to be restarted, and running it again is harmless. Rows do not come back with their table:',
  'npm run rebuild -- ride-copy fills the copy of rides; what a service owns comes back from a backup.',
];

/** `npm run provision`: the app of that name, then the job of each service that has a database. */
export async function provisionCommand(args: readonly string[]): Promise<void> {
  if (noArguments(args).help) return say(...HELP);
  const environment = { ...baseEnvironment(), ...provisionEnvironment(runningAccess().access) };
  const codes = [await runOneShot(appCommand('provision', false), environment)];
  // Without its login and database a service cannot say what is missing there.
  for (const service of codes[0] === 0 ? DATABASE_SERVICES : []) {
    codes.push(await runServiceJob(service, 'restore-schema/main.ts'));
  }
  process.exitCode = Math.max(...codes);
}
