import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { baseEnvironment } from './processes/base-environment';
import { StackError } from '../stack.errors';
import { workspaceRoot } from '../workspace-root';
import { type Access, brokerVariables } from './access';
import { DATABASE_LOGINS, upperName } from './secrets';

const PROVISION_WITHIN_MS = 90_000;

/** The environment of the provisioning app. */
export function provisionEnvironment(access: Access): Record<string, string> {
  const { ALLOW_ASYNC_STANDBY, STREAM_REPLICAS } = process.env;
  const replicas = access.streamReplicas ?? STREAM_REPLICAS;
  return {
    ...(replicas && { STREAM_REPLICAS: String(replicas) }),
    ...(ALLOW_ASYNC_STANDBY && { ALLOW_ASYNC_STANDBY }),
    POSTGRES_ADMIN_URL: access.adminDatabaseUrl(),
    ...brokerVariables(access, 'operator'),
    ...Object.fromEntries(
      DATABASE_LOGINS.map((login) => [`${upperName(login)}_DB_PASSWORD`, access.databasePassword(login)]),
    ),
  };
}

/** The arguments with which Node runs an app, from its build or from its source. */
export function appCommand(app: string, built: boolean): string[] {
  const root = workspaceRoot();
  return built
    ? [join(root, 'dist', app, 'main.js')]
    : ['-r', '@swc-node/register', join(root, 'apps', app, 'src/main.ts')];
}

/**
 * Makes databases, roles, streams and consumers, or brings them up to date. Resolves with the report of the app.
 * @throws StackError with its output when it fails
 */
export function provision(access: Access, { built }: { built: boolean }): Promise<string> {
  const command = appCommand('provision', built);
  const file = command.at(-1);
  if (!file || !existsSync(file)) throw new StackError(`${file} is missing: run npx nx build provision`);
  return new Promise((resolve, reject) => {
    execFile(
      process.execPath,
      command,
      {
        cwd: workspaceRoot(),
        env: { ...baseEnvironment(), ...provisionEnvironment(access) },
        timeout: PROVISION_WITHIN_MS,
        killSignal: 'SIGKILL',
      },
      (error, stdout, stderr) =>
        error
          ? reject(new StackError(`provisioning failed:\n${`${stdout}${stderr}`.trim() || error.message}`))
          : resolve(stdout.trim()),
    );
  });
}
