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
  /** By user; goes to the server through its environment, as docker/nats/nats.conf asks for it. */
  readonly passwords: Readonly<Record<string, string>>;
  readonly logFile: string;
  readonly watchdog: Watchdog;
}

/** The server's first line tells whether JetStream is up. */
export const natsAnswers = (port: number): Promise<boolean> =>
  firstAnswer(port, (text) => /^INFO .*"jetstream":true/.test(text));

/** nats-server with JetStream in a folder of its own, with the users and permissions of docker/nats/nats.conf. */
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
