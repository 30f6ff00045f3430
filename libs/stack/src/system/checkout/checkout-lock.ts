import { createHash } from 'node:crypto';
import { existsSync, readFileSync, realpathSync, renameSync, rmSync, utimesSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { z } from 'zod';
import { createFile } from '../../servers/whole-file';
import { variableFolder } from '../../servers/postgres/reachable-folder';
import { isFrozen, isSameProcess, startMark } from '../../servers/processes/process-table';

const REFRESH_EVERY_MS = 10_000;

const schema = z.object({
  /** The folder of the checkout, for people who find the file. */
  folder: z.string(),
  pid: z.number(),
  mark: z.string(),
  command: z.string(),
  portBase: z.number(),
  /** True for three servers of NATS and two of Postgres. */
  cluster: z.boolean().optional(),
});

/** The process that runs the infrastructure of a checkout. */
export type Holder = z.infer<typeof schema>;

export interface CheckoutLock {
  release(): void;
}

/** The path without symbolic links above the folder, which need not exist. */
const placeOf = (folder: string): string => {
  const parent = dirname(folder);
  const place = existsSync(parent) ? realpathSync(parent) : parent === folder ? '' : placeOf(parent);
  return join(place, basename(folder));
};

/** The lock is outside the folder, which may be deleted while its stack runs, and the same for every user and terminal. */
export function lockFileOf(folder: string): string {
  const key = createHash('sha256')
    .update(placeOf(resolve(folder)))
    .digest('hex')
    .slice(0, 16);
  return join(variableFolder(), `ride-hailing-${key}.lock`);
}

function read(file: string): Holder | undefined {
  try {
    return schema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return undefined;
  }
}

/** The living holder of the lock, if any. */
export function lockHolder(folder: string): Holder | undefined {
  const holder = read(lockFileOf(folder));
  return holder && isSameProcess(holder.pid, holder.mark) ? holder : undefined;
}

/** A description for messages. For a frozen process it says how to continue or end it. */
export function describeHolder({ command, pid }: Pick<Holder, 'command' | 'pid'>): string {
  const who = `${command}, process ${pid}`;
  if (!isFrozen(pid)) return who;
  return `${who}, which is stopped as by Ctrl-Z: kill -CONT ${pid} lets it go on, kill -KILL ${pid} ends it`;
}

/** Moves a dead holder's lock away, and puts it back if another process has renewed it meanwhile. */
function clearStale(file: string): void {
  const away = `${file}.stale.${process.pid}`;
  try {
    renameSync(file, away);
  } catch {
    return;
  }
  const moved = read(away);
  if (moved && isSameProcess(moved.pid, moved.mark)) createFile(file, JSON.stringify(moved));
  rmSync(away, { force: true });
}

/** Creates the lock again if it was removed, and renews its time, since the system removes old files there. */
function refresh(file: string, own: string): void {
  const now = new Date();
  try {
    if (!createFile(file, own)) utimesSync(file, now, now);
  } catch {
    // The disk may be full, for example; the next call may succeed.
  }
}

/**
 * Takes the lock of the checkout's infrastructure. Undefined when a living process holds it.
 * @throws StackError when it cannot be written
 */
export function takeLock(
  folder: string,
  command: string,
  portBase: number,
  cluster = false,
): CheckoutLock | undefined {
  const file = lockFileOf(folder);
  if (lockHolder(folder)) return undefined;
  const mark = startMark(process.pid) ?? '';
  const holder: Holder = { folder, pid: process.pid, mark, command, portBase, cluster };
  const own = JSON.stringify(holder);
  if (!createFile(file, own)) {
    clearStale(file);
    if (!createFile(file, own)) return undefined;
  }
  const timer = setInterval(() => refresh(file, own), REFRESH_EVERY_MS).unref();
  return {
    release: () => {
      clearInterval(timer);
      if (read(file)?.pid === process.pid) rmSync(file, { force: true });
    },
  };
}
