import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { upperName } from '../secrets';
import { firstAnswer } from '../first-answer';
import { HOST } from '../port-block';
import { baseEnvironment } from '../processes/base-environment';
import { ManagedProcess } from '../processes/managed-process';
import type { Watchdog } from '../processes/watchdog';
import { workspaceRoot } from '../../workspace-root';

export interface NatsServerOptions {
  readonly binary: string;
  readonly folder: string;
  readonly port: number;
  /** Keyed by user; the server reads them from its environment, as docker/nats/nats.conf says. */
  readonly passwords: Readonly<Record<string, string>>;
  readonly logFile: string;
  readonly watchdog: Watchdog;
}

/** True when the server answers with JetStream enabled, which its first line says. */
export const natsAnswers = (port: number): Promise<boolean> =>
  firstAnswer(port, (text) => /^INFO .*"jetstream":true/.test(text));

/** A nats-server with its own JetStream folder and the users and permissions of docker/nats/nats.conf. */
export function natsServer(options: NatsServerOptions): ManagedProcess {
  const { binary, folder, port, passwords, logFile, watchdog } = options;
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const config = join(workspaceRoot(), 'docker/nats/nats.conf');
  const variables = Object.entries(passwords).map(([user, password]) => [
    `NATS_${upperName(user)}_PASSWORD`,
    password,
  ]);
  return new ManagedProcess(
    {
      name: 'nats',
      command: binary,
      args: ['-c', config, '-a', HOST, '-p', String(port), '-sd', folder],
      env: { ...baseEnvironment(), ...(Object.fromEntries(variables) as Record<string, string>) },
      cwd: folder,
      logFile,
      url: `nats://${HOST}:${port}`,
      stopWithinMs: 10_000,
      isReady: () => natsAnswers(port),
    },
    watchdog,
  );
}
