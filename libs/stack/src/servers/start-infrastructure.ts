import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { findNatsServer } from './nats/find-nats-server';
import { natsServer } from './nats/nats-server';
import { reservePortBlock, serverPorts, type ServerPorts } from './port-block';
import { findPostgres } from './postgres/postgres-binaries';
import { postgresServer } from './postgres/postgres-server';
import { reachableFolder } from './postgres/reachable-folder';
import type { ManagedProcess } from './processes/managed-process';
import { unprivilegedUser } from './processes/unprivileged-user';
import { Watchdog } from './processes/watchdog';
import { type Access, accessTo } from './access';
import type { ExternalInfrastructure } from './external';
import { SECRETS, type Secrets } from './secrets';

const READY_WITHIN_MS = 60_000;

export interface InfrastructureOptions {
  /** Holds data, logs and passwords, and survives restarts. */
  readonly folder: string;
  /** Receives a line before each step that may take a while. */
  readonly log?: (line: string) => void;
  /** False for data that need not survive a power cut; data survive kill -9 either way. Default true. */
  readonly fsync?: boolean;
  /** Default: a watchdog of its own. */
  readonly watchdog?: Watchdog;
}

/** A running Postgres and NATS. */
export interface Infrastructure extends Access {
  readonly folder: string;
  /** The folder of Postgres' data: another one when the user of Postgres cannot reach `folder`. */
  readonly dataFolder: string;
  readonly postgres: ManagedProcess;
  readonly nats: ManagedProcess;
  stop(): Promise<void>;
}

/** What the two servers are started with. */
interface Place {
  readonly folder: string;
  readonly secrets: Secrets;
  readonly ports: ServerPorts;
  readonly watchdog: Watchdog;
  readonly log: (line: string) => void;
  readonly fsync?: boolean;
}

const logFile = (folder: string, name: string) => join(folder, 'logs', `${name}.log`);

async function prepareNats({ folder, ports, secrets, watchdog, log }: Place): Promise<ManagedProcess> {
  const { path } = await findNatsServer(log);
  return natsServer({
    binary: path,
    folder: join(folder, 'nats'),
    port: ports.nats,
    passwords: secrets.nats,
    logFile: logFile(folder, 'nats'),
    watchdog,
  });
}

/** The folder itself, or its replacement when the user of Postgres cannot reach it. */
export function dataFolderOf(folder: string): string {
  const runAs = unprivilegedUser();
  mkdirSync(folder, { recursive: true });
  if (runAs) chmodSync(folder, 0o755);
  return reachableFolder(folder, runAs);
}

async function preparePostgres(place: Place): Promise<ManagedProcess> {
  const { folder, ports, secrets, watchdog, log, fsync = true } = place;
  const runAs = unprivilegedUser();
  return postgresServer({
    binaries: findPostgres(runAs),
    folder: dataFolderOf(folder),
    port: ports.postgres,
    password: secrets.postgres,
    logFile: logFile(folder, 'postgres'),
    runAs,
    fsync,
    watchdog,
    log,
  });
}

/** The access, and the servers that run as our own children. */
export interface Servers extends Access {
  readonly nats?: ManagedProcess;
  readonly postgres?: ManagedProcess;
  stop(): Promise<void>;
}

/** Starts the servers that do not run elsewhere, and waits until they are ready. */
export async function startServers(place: Place, external?: ExternalInfrastructure): Promise<Servers> {
  const started: ManagedProcess[] = [];
  const start = async (preparing: Promise<ManagedProcess>) => {
    const server = await preparing;
    started.push(server);
    await server.start();
    await server.waitReady(READY_WITHIN_MS);
    return server;
  };
  const stop = async () => void (await Promise.all(started.map((one) => one.stop())));
  const [nats, postgres] = await Promise.allSettled([
    external?.nats ? undefined : start(prepareNats(place)),
    external?.postgresAdminUrl ? undefined : start(preparePostgres(place)),
  ]);
  if (nats.status === 'rejected' || postgres.status === 'rejected') {
    await stop();
    throw nats.status === 'rejected' ? nats.reason : (postgres as PromiseRejectedResult).reason;
  }
  return {
    ...accessTo(place.secrets, place.ports, external),
    nats: nats.value,
    postgres: postgres.value,
    stop,
  };
}

/**
 * Starts Postgres 18 and nats-server as children on free ports, with data and passwords in `folder`. Provisioning makes
 * the databases, roles, streams and consumers.
 * @throws StackError when one of them is not available or does not start
 */
export async function startInfrastructure(options: InfrastructureOptions): Promise<Infrastructure> {
  const { folder, log = () => undefined, fsync } = options;
  const block = await reservePortBlock();
  const ports = serverPorts(block.base);
  const watchdog = options.watchdog ?? new Watchdog();
  const release = async () => {
    if (!options.watchdog) watchdog.close();
    await block.release();
  };
  try {
    const secrets = SECRETS.keep(folder);
    const servers = await startServers({ folder, secrets, ports, watchdog, log, fsync });
    const stop = async () => {
      await servers.stop();
      await release();
    };
    const { nats, postgres } = servers as Required<Servers>;
    return { ...servers, nats, postgres, folder, dataFolder: dataFolderOf(folder), stop };
  } catch (error) {
    await release();
    throw error;
  }
}
