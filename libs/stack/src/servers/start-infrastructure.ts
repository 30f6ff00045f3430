import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { findNatsServer } from './nats/find-nats-server';
import { natsServer } from './nats/nats-server';
import { findPostgres } from './postgres/postgres-binaries';
import { PostgresPair } from './postgres/postgres-pair';
import { makeDatabases, postgresServer, type PostgresServerOptions } from './postgres/postgres-server';
import { reachableFolder } from './postgres/reachable-folder';
import type { ManagedProcess } from './processes/managed-process';
import { unprivilegedUser } from './processes/unprivileged-user';
import { type Access, accessTo } from './access';
import type { ExternalInfrastructure } from './external';
import { inOwnPlace, logFile, type OwnPlaceOptions, type Place } from './own-place';
import { isCluster } from './port-block';

const READY_WITHIN_MS = 60_000;

/** A running Postgres and NATS. */
export interface Infrastructure extends Access {
  readonly folder: string;
  /** The folder of Postgres' data: another one when the user of Postgres cannot reach `folder`. */
  readonly dataFolder: string;
  readonly postgres: ManagedProcess;
  readonly nats: ManagedProcess;
  stop(): Promise<void>;
}

/** The data of a cluster are apart, so that a single server never works on those of a cluster, nor the other way round. */
const placeInCluster = (folder: string): string => join(folder, 'cluster');
const placeOfData = (folder: string, { ports }: Pick<Place, 'ports'>): string =>
  isCluster(ports) ? placeInCluster(folder) : folder;
const placeOfStandby = (folder: string): string => join(folder, 'standby');

/** Where servers of Postgres have their data: a single one, and the two of a cluster. */
export function foldersOfPostgres(dataFolder: string): string[] {
  const inCluster = placeInCluster(dataFolder);
  return [dataFolder, inCluster, placeOfStandby(inCluster)];
}

/** One nats-server, or the servers `nats-1` and so on of a cluster, which has no leader until seconds after the start. */
export async function natsServers(place: Place): Promise<ManagedProcess[]> {
  const { folder, ports, secrets, watchdog, log, tlsFolder } = place;
  const { path: binary } = await findNatsServer(log);
  const routes = ports.nats.map(({ route }) => route);
  return ports.nats.map(({ client, route, proxies }, index) => {
    const name = isCluster(ports) ? `nats-${index + 1}` : 'nats';
    return natsServer({
      name,
      binary,
      folder: join(placeOfData(folder, place), name),
      port: client,
      secrets,
      logFile: logFile(folder, name),
      watchdog,
      tlsFolder: tlsFolder?.('nats'),
      cluster: isCluster(ports)
        ? { port: route, ports: proxies?.routes ?? routes, isHidden: proxies !== undefined }
        : undefined,
    });
  });
}

/** The folder itself, or its replacement when the user of Postgres cannot reach it. */
export function dataFolderOf(folder: string): string {
  const runAs = unprivilegedUser();
  mkdirSync(folder, { recursive: true });
  if (runAs) chmodSync(folder, 0o755);
  return reachableFolder(folder, runAs);
}

function postgresOptions(place: Place): PostgresServerOptions {
  const { folder, ports, secrets, watchdog, log, fsync = true, tlsFolder } = place;
  const runAs = unprivilegedUser();
  return {
    name: 'postgres',
    binaries: findPostgres(runAs),
    folder: placeOfData(dataFolderOf(folder), place),
    port: ports.postgres[0] ?? 0,
    password: secrets.postgres,
    logFile: logFile(folder, 'postgres'),
    runAs,
    fsync,
    watchdog,
    log,
    tls: tlsFolder && { server: tlsFolder('postgres'), operator: tlsFolder('operator') },
  };
}

/** The primary and the standby of a cluster. */
export function postgresPair(place: Place): PostgresPair {
  const [, port = 0] = place.ports.postgres;
  const own = postgresOptions(place);
  const name = 'postgres-standby';
  const folder = placeOfStandby(own.folder);
  return new PostgresPair(own, { ...own, name, folder, port, logFile: logFile(place.folder, name) });
}

/** The access, and the servers that run as our own children. */
export interface Servers extends Access {
  readonly processes: readonly ManagedProcess[];
  /** Postgres of a cluster. */
  readonly pair?: PostgresPair;
  stop(): Promise<void>;
}

/** Starts the servers that do not run elsewhere, and waits until they are ready. */
export async function startServers(place: Place, external?: ExternalInfrastructure): Promise<Servers> {
  const started: ManagedProcess[] = [];
  let pair: PostgresPair | undefined;
  const start = async (servers: readonly ManagedProcess[]) => {
    started.push(...servers);
    await Promise.all(servers.map((one) => one.start()));
    await Promise.all(servers.map((one) => one.waitReady(READY_WITHIN_MS)));
  };
  const startPostgres = async () => {
    if (isCluster(place.ports)) {
      pair = postgresPair(place);
      started.push(...pair.servers);
      return pair.start();
    }
    const options = postgresOptions(place);
    await makeDatabases(options);
    return start([postgresServer(options)]);
  };
  const stop = async () => {
    pair?.close();
    await Promise.all(started.map((one) => one.stop()));
  };
  const outcomes = await Promise.allSettled([
    external?.postgresAdminUrl ? undefined : startPostgres(),
    external?.nats ? undefined : natsServers(place).then(start),
  ]);
  const failed = outcomes.find(({ status }) => status === 'rejected');
  if (failed?.status === 'rejected') {
    await stop();
    throw failed.reason;
  }
  const access = accessTo(place.secrets, place.ports, external, place.tlsFolder);
  const processes = started.toSorted((one, other) => Number(isNats(one)) - Number(isNats(other)));
  return { ...access, processes, pair, stop };
}

const isNats = ({ name }: ManagedProcess): boolean => name.startsWith('nats');

/**
 * Starts Postgres 18 and nats-server as children on free ports, with data and passwords in `folder`. Provisioning makes
 * the databases, roles, streams and consumers.
 * @throws StackError when one of them is not available or does not start
 */
export const startInfrastructure = (options: OwnPlaceOptions): Promise<Infrastructure> =>
  inOwnPlace(options, async (place, owns) => {
    const servers = await startServers(place);
    owns(() => servers.stop());
    const [postgres, nats] = servers.processes as [ManagedProcess, ManagedProcess];
    return { ...servers, nats, postgres, folder: place.folder, dataFolder: dataFolderOf(place.folder) };
  });
