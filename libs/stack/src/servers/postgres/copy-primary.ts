import { execFile } from 'node:child_process';
import { existsSync, lchownSync } from 'node:fs';
import { chmod, cp, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { Client } from 'pg';
import type { RunAs } from '../processes/unprivileged-user';

const CONNECT_WITHIN_MS = 10_000;
const STATEMENT_WITHIN_MS = 60_000;
const COPY_WITHIN_MS = 600_000;
const STANDBY_SIGNAL = 'standby.signal';
/** How much of its log the primary keeps for a standby that is away for a while. */
const KEPT_LOG = '256MB';
/** Folders whose content belongs to the running primary alone; the manual of Postgres lists them. */
const LEFT_EMPTY = [
  'pg_dynshmem',
  'pg_notify',
  'pg_replslot',
  'pg_serial',
  'pg_snapshots',
  'pg_stat_tmp',
  'pg_subtrans',
  'pg_wal',
];
const LOG_SEGMENT = /^[0-9A-F]{24}$/;
const LEFT_OUT = /^postmaster\.(pid|opts)$/;
const TEMPORARY = 'base/pgsql_tmp';

type Owner = Pick<RunAs, 'uid' | 'gid'>;

/**
 * Makes the data of a hot standby. What was in the folder is removed once the copy is whole.
 * @param primaryUrl the superuser's URL of the running primary, whose data folder is on this machine
 */
export async function copyPrimary(primaryUrl: string, data: string, runAs: Owner | undefined): Promise<void> {
  const scratch = `${data}.new`;
  await copyRunning(primaryUrl, scratch, { keptLog: KEPT_LOG });
  await writeFile(join(scratch, STANDBY_SIGNAL), '', { mode: 0o600 });
  await moveTo(data, scratch, runAs);
}

/**
 * Makes a base backup of a running server, with the log that it needs: a server that is started on these data has what was
 * committed when the backup ended.
 * @param url the superuser's URL of the server, whose data folder is on this machine
 */
export async function backUpPostgres(url: string, folder: string, runAs: Owner | undefined): Promise<void> {
  const scratch = `${folder}.new`;
  const from = await copyRunning(url, scratch);
  const log = (await readdir(join(from, 'pg_wal'))).filter((name) => LOG_SEGMENT.test(name));
  for (const name of log) await cp(join(from, 'pg_wal', name), join(scratch, 'pg_wal', name));
  await moveTo(folder, scratch, runAs);
}

/** Copies the data as pg_basebackup would, which the package of Postgres lacks. Resolves with the folder of the server. */
async function copyRunning(
  url: string,
  scratch: string,
  { keptLog }: { keptLog?: string } = {},
): Promise<string> {
  await rm(scratch, { recursive: true, force: true });
  await mkdir(dirname(scratch), { recursive: true, mode: 0o755 });
  const client = new Client({
    connectionString: url,
    connectionTimeoutMillis: CONNECT_WITHIN_MS,
    statement_timeout: STATEMENT_WITHIN_MS,
  });
  client.on('error', () => undefined);
  try {
    await client.connect();
    if (keptLog) {
      await client.query(`ALTER SYSTEM SET wal_keep_size = '${keptLog}'`);
      await client.query('SELECT pg_reload_conf()');
    }
    const { rows } = await client.query<{ folder: string }>(
      `SELECT current_setting('data_directory') AS folder, pg_backup_start('copy', fast => true)`,
    );
    const from = rows[0]?.folder ?? '';
    await copyData(from, scratch);
    const ended = await client.query<{ label: string }>(
      'SELECT labelfile AS label FROM pg_backup_stop(wait_for_archive => false)',
    );
    await writeFile(join(scratch, 'backup_label'), ended.rows[0]?.label ?? '', { mode: 0o600 });
    return from;
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function moveTo(data: string, scratch: string, runAs: Owner | undefined): Promise<void> {
  await chmod(scratch, 0o700);
  if (runAs) await giveTo(runAs, scratch);
  await rm(data, { recursive: true, force: true });
  await rename(scratch, data);
}

/**
 * Names the primary that a standby with these data follows, and whose port may be another one at each start.
 * @param primaryUrl read by the standby, whose user must be able to read the files that it names
 */
export async function followPrimary(primaryUrl: string, data: string): Promise<void> {
  const file = join(data, 'postgresql.auto.conf');
  const lines = (await readFile(file, 'utf8'))
    .split('\n')
    .filter((line) => !/^(primary_conninfo|$)/.test(line));
  await writeFile(file, [...lines, `primary_conninfo = '${primaryUrl}'`, ''].join('\n'));
}

/** True when Postgres would start as a standby with these data. */
export const isStandby = (data: string): boolean => existsSync(join(data, STANDBY_SIGNAL));

/** Another process copies, since the proxies of a whole system may be in this one. */
async function copyData(from: string, to: string): Promise<void> {
  const names = (await readdir(from)).filter((name) => !LEFT_OUT.test(name));
  const wanted = names.filter((name) => !LEFT_EMPTY.includes(name)).map((name) => join(from, name));
  await mkdir(to, { mode: 0o700 });
  for (const name of names) if (LEFT_EMPTY.includes(name)) await mkdir(join(to, name), { mode: 0o700 });
  await promisify(execFile)('cp', ['-R', ...wanted, to], { timeout: COPY_WITHIN_MS });
  await rm(join(to, TEMPORARY), { recursive: true, force: true });
}

/** All at once, since thousands of pauses would be longer than the work. */
async function giveTo({ uid, gid }: Owner, folder: string): Promise<void> {
  const paths = await readdir(folder, { recursive: true });
  for (const path of ['.', ...paths]) lchownSync(join(folder, path), uid, gid);
}
