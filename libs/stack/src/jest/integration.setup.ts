import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { provision } from '../infrastructure/provision';
import { startInfrastructure } from '../infrastructure/start-infrastructure';
import { Watchdog } from '../processes/watchdog';
import { workspaceRoot } from '../workspace-root';
import { execute, integrationEnvironment, SPECS_ROLE } from './integration-infrastructure';

/** Where the teardown, another module instance of the same process, finds what to stop. */
export const STOP = Symbol.for('ride-hailing.stop-integration-infrastructure');

/** Starts Postgres and NATS for the integration specs of this run: free ports, a private folder, provisioned. */
export default async function setUp(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'ride-hailing-specs-'));
  const watchdog = new Watchdog();
  watchdog.ownFolder(folder);
  const log = (line: string) => process.stderr.write(`${line}\n`);
  const infrastructure = await startInfrastructure({ folder, ports: 'free', fsync: false, watchdog, log });
  const stop = async () => {
    await infrastructure.stop();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    if (infrastructure.dataFolder !== folder)
      rmSync(infrastructure.dataFolder, { recursive: true, force: true });
    watchdog.forgetFolder(folder);
    watchdog.close();
  };
  Object.assign(globalThis, { [STOP]: stop });
  try {
    const admin = infrastructure.adminDatabaseUrl();
    const { password } = new URL(admin);
    await execute(admin, `CREATE ROLE ${SPECS_ROLE} LOGIN PASSWORD '${password}'`);
    if (existsSync(join(workspaceRoot(), 'apps/provision/src/main.ts'))) {
      await provision(infrastructure, { built: false });
    }
    Object.assign(process.env, integrationEnvironment(infrastructure));
  } catch (error) {
    await stop();
    throw error;
  }
}
