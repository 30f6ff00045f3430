import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { provision } from '../src/servers/provision';
import { dataFolderOf, type Infrastructure, startInfrastructure } from '../src/servers/start-infrastructure';
import { Watchdog } from '../src/servers/processes/watchdog';
import { execute, integrationEnvironment, SPECS_ROLE } from '../src/servers/integration-infrastructure';

/** Global key of the function that stops everything: the teardown is another module instance of the same process. */
export const STOP = Symbol.for('ride-hailing.stop-integration-infrastructure');

/** Starts and provisions Postgres and NATS for the integration specs of this run, on free ports in a private folder. */
export default async function setUp(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'ride-hailing-specs-'));
  const folders = [...new Set([folder, dataFolderOf(folder)])];
  const watchdog = new Watchdog();
  for (const one of folders) watchdog.ownFolder(one);
  let infrastructure: Infrastructure | undefined;
  const stop = async () => {
    await infrastructure?.stop();
    for (const one of folders) {
      rmSync(one, { recursive: true, force: true, maxRetries: 5 });
      watchdog.forgetFolder(one);
    }
    watchdog.close();
  };
  Object.assign(globalThis, { [STOP]: stop });
  try {
    const log = (line: string) => process.stderr.write(`${line}\n`);
    infrastructure = await startInfrastructure({ folder, fsync: false, watchdog, log });
    await prepare(infrastructure);
  } catch (error) {
    await stop();
    throw error;
  }
}

async function prepare(infrastructure: Infrastructure): Promise<void> {
  const admin = infrastructure.adminDatabaseUrl();
  const { password } = new URL(admin);
  await execute(admin, `CREATE ROLE ${SPECS_ROLE} LOGIN PASSWORD '${password}'`);
  await provision(infrastructure, { built: false });
  Object.assign(process.env, integrationEnvironment(infrastructure));
}
