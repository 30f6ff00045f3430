import { chownSync, existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { withCertificates } from '../access';
import { HOST } from '../port-block';
import { baseEnvironment } from '../processes/base-environment';
import { ManagedProcess } from '../processes/managed-process';
import type { RunAs } from '../processes/unprivileged-user';
import type { Watchdog } from '../processes/watchdog';
import { StackError } from '../../stack.errors';
import type { PostgresBinaries } from './postgres-binaries';
import { placeCertificates, tlsSettings } from './server-certificates';
import { clearPostmasterLock } from './postmaster-lock';

const INITDB_WITHIN_MS = 60_000;
const LOOK_WITHIN_MS = 2_000;

export interface PostgresServerOptions {
  readonly name: string;
  readonly binaries: PostgresBinaries;
  /** Must be reachable by `runAs`; the data are in a folder below it. */
  readonly folder: string;
  readonly port: number;
  readonly password: string;
  readonly logFile: string;
  readonly runAs: RunAs | undefined;
  /** False only for data that need not survive a power cut. */
  readonly fsync: boolean;
  readonly watchdog: Watchdog;
  readonly log: (line: string) => void;
  /** Makes the data ready before each start. @throws StackError when this server must not start */
  readonly beforeStart?: () => Promise<void>;
  /** The folders with the certificates of the server, and of the one who asks whether it answers. */
  readonly tls?: { readonly server: string; readonly operator: string };
}

const SETTINGS = {
  max_connections: 200,
  shared_buffers: '256MB',
  max_wal_size: '2GB',
  unix_socket_directories: '',
  // More detail would put riders' data into the log.
  log_min_error_statement: 'panic',
  log_error_verbosity: 'terse',
};

/** The data of the server that has this folder. */
export const dataIn = (folder: string): string => join(folder, 'postgres');

export const urlOfServer = ({ port, password }: Pick<PostgresServerOptions, 'port' | 'password'>): string =>
  `postgres://postgres:${password}@${HOST}:${port}/postgres`;

/**
 * Makes an empty database cluster unless the folder has one, in a scratch folder first, so that an interruption leaves no
 * incomplete one.
 * @throws StackError when initdb fails
 */
export async function makeDatabases(options: PostgresServerOptions): Promise<void> {
  const { binaries, folder, password, runAs } = options;
  const data = dataIn(folder);
  if (existsSync(data)) return;
  mkdirSync(folder, { recursive: true, mode: 0o755 });
  const scratch = `${data}.new`;
  const passwordFile = join(folder, 'initial-password');
  rmSync(scratch, { recursive: true, force: true });
  mkdirSync(scratch, { mode: 0o700 });
  writeFileSync(passwordFile, password, { mode: 0o600 });
  if (runAs) for (const path of [scratch, passwordFile]) chownSync(path, runAs.uid, runAs.gid);
  const args = ['-D', scratch, '-U', 'postgres', '-A', 'scram-sha-256', `--pwfile=${passwordFile}`];
  const locale = ['-E', 'UTF8', '--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C'];
  try {
    await promisify(execFile)(binaries.initdb, [...args, ...locale, '--no-sync'], {
      env: baseEnvironment(),
      cwd: folder,
      timeout: INITDB_WITHIN_MS,
      ...(runAs && { uid: runAs.uid, gid: runAs.gid }),
    });
  } catch (cause) {
    throw new StackError(`initdb failed in ${folder}: ${(cause as Error).message}`, { cause });
  } finally {
    rmSync(passwordFile, { force: true });
  }
  renameSync(scratch, data);
}

const WRONG_PASSWORD = '28P01';

/**
 * True when the server accepts this login and answers a query.
 * @throws StackError when it rejects the password, since waiting does not help
 */
export async function postgresAnswers(connectionString: string): Promise<boolean> {
  const client = new Client({ connectionString, connectionTimeoutMillis: LOOK_WITHIN_MS });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('SELECT 1');
    return true;
  } catch (cause) {
    if ((cause as { code?: unknown }).code !== WRONG_PASSWORD) return false;
    const { host } = new URL(connectionString);
    throw new StackError(
      `Postgres at ${host} does not take the password of secrets.json, so its data are from before that file was made. ` +
        'Put the old file back, or wipe the data: npm run reset',
      { cause },
    );
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** A Postgres with its own data folder, listening on loopback only. */
export function postgresServer(options: PostgresServerOptions): ManagedProcess {
  const { name, binaries, folder, port, logFile, runAs, fsync, watchdog, log, beforeStart, tls } = options;
  const data = dataIn(folder);
  const settings = {
    ...SETTINGS,
    ...(fsync ? {} : { fsync: 'off', full_page_writes: 'off' }),
    ...(tls && tlsSettings(data)),
  };
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  return new ManagedProcess(
    {
      name,
      command: binaries.postgres,
      args: ['-D', data, '-h', HOST, '-p', String(port), ...flags],
      env: baseEnvironment(),
      cwd: folder,
      runAs: runAs && { uid: runAs.uid, gid: runAs.gid },
      logFile,
      url: `postgres://${HOST}:${port}`,
      // SIGINT is Postgres' fast shutdown, which ends open connections instead of waiting for them.
      stopSignal: 'SIGINT',
      stopWithinMs: 15_000,
      beforeStart: async () => {
        await beforeStart?.();
        if (tls) placeCertificates(tls.server, data);
        await clearPostmasterLock(data, log);
      },
      isReady: () => postgresAnswers(withCertificates(urlOfServer(options), tls?.operator)),
    },
    watchdog,
  );
}
