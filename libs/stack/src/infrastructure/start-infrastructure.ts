import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { findNatsServer } from '../nats/find-nats-server';
import { natsServer } from '../nats/nats-server';
import { HOST, PORT_OFFSETS, reservePortBlock } from '../ports/port-block';
import { findPostgres } from '../postgres/postgres-binaries';
import { postgresServer } from '../postgres/postgres-server';
import { reachableFolder } from '../postgres/reachable-folder';
import type { ManagedProcess } from '../processes/managed-process';
import { unprivilegedUser } from '../processes/unprivileged-user';
import { Watchdog } from '../processes/watchdog';
import { type Access, accessByPassword } from './access';
import { keepSecrets, type Secrets } from './secrets';

const READY_WITHIN_MS = 60_000;

export interface InfrastructureOptions {
  /** Data, logs and passwords; survives from one start to the next. */
  readonly folder: string;
  readonly ports: { readonly nats: number; readonly postgres: number } | 'free';
  /** Told what is done when that may take a while. */
  readonly log?: (line: string) => void;
  /** False for data that need not survive a power cut (kill -9 they survive). Default true. */
  readonly fsync?: boolean;
  /** Default: a watchdog of its own. */
  readonly watchdog?: Watchdog;
}

/** A running Postgres and NATS. */
export interface Infrastructure extends Access {
  readonly folder: string;
  /** Where Postgres keeps its data: elsewhere when its user cannot reach `folder`. */
  readonly dataFolder: string;
  readonly postgres: ManagedProcess;
  readonly nats: ManagedProcess;
  stop(): Promise<void>;
}

const logFile = (folder: string, name: string) => join(folder, 'logs', `${name}.log`);

/** nats-server alone, not yet started; for tests that kill it. */
export async function prepareNats(
  folder: string,
  port: number,
  secrets: Secrets,
  watchdog: Watchdog,
  log: (line: string) => void,
): Promise<ManagedProcess> {
  const { path } = await findNatsServer(log);
  return natsServer({
    binary: path,
    folder: join(folder, 'nats'),
    port,
    passwords: secrets.nats,
    logFile: logFile(folder, 'nats'),
    watchdog,
  });
}

/**
 * Starts a real Postgres 18 and a real nats-server as children, with data and passwords in `folder`. The
 * databases, roles, streams and consumers are made by provisioning.
 * @throws StackError when one of them cannot be had or does not start
 */
export async function startInfrastructure(options: InfrastructureOptions): Promise<Infrastructure> {
  const { folder, log = () => undefined, fsync = true } = options;
  mkdirSync(folder, { recursive: true });
  const secrets = keepSecrets(folder);
  const block = options.ports === 'free' ? await reservePortBlock() : undefined;
  const base = block?.base ?? 0;
  const ports =
    options.ports === 'free'
      ? { nats: base + PORT_OFFSETS.nats, postgres: base + PORT_OFFSETS.postgres }
      : options.ports;
  const watchdog = options.watchdog ?? new Watchdog();
  const runAs = unprivilegedUser();
  if (runAs) chmodSync(folder, 0o755);
  const dataFolder = reachableFolder(folder, runAs);
  const started: ManagedProcess[] = [];
  const stop = async () => {
    await Promise.all(started.map((one) => one.stop()));
    if (!options.watchdog) watchdog.close();
    await block?.release();
  };
  try {
    const nats = await prepareNats(folder, ports.nats, secrets, watchdog, log);
    started.push(nats);
    await nats.start();
    const postgres = await postgresServer({
      binaries: findPostgres(runAs),
      folder: dataFolder,
      port: ports.postgres,
      password: secrets.postgres,
      logFile: logFile(folder, 'postgres'),
      runAs,
      fsync,
      watchdog,
    });
    started.push(postgres);
    await postgres.start();
    await Promise.all(started.map((one) => one.waitReady(READY_WITHIN_MS)));
    const access = accessByPassword(secrets, nats.url, `${HOST}:${ports.postgres}`);
    return { ...access, folder, dataFolder, postgres, nats, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
