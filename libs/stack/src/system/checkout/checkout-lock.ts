import { createHash } from 'node:crypto';
import { existsSync, readFileSync, realpathSync, renameSync, rmSync, utimesSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { z } from 'zod';
import { createFile } from '../../servers/whole-file';
import { variableFolder } from '../../servers/postgres/reachable-folder';
import { isFrozen, isSameProcess, startMark } from '../../servers/processes/process-table';

const LOOK_EVERY_MS = 10_000;

const schema = z.object({
  /** Whose lock it is, for people who find the file. */
  folder: z.string(),
  pid: z.number(),
  mark: z.string(),
  command: z.string(),
  portBase: z.number(),
});

/** Who runs the infrastructure of a checkout now. */
export type Holder = z.infer<typeof schema>;

export interface CheckoutLock {
  release(): void;
}

/** Without symbolic links on the way to it. It need not exist. */
const placeOf = (folder: string): string => {
  const parent = dirname(folder);
  const place = existsSync(parent) ? realpathSync(parent) : parent === folder ? '' : placeOf(parent);
  return join(place, basename(folder));
};

/** Outside of the folder, since that may be deleted while its stack runs; the same for every user and terminal. */
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

/** For people; says what to do about one that is frozen, which would otherwise be waited for in vain. */
export function describeHolder({ command, pid }: Pick<Holder, 'command' | 'pid'>): string {
  const who = `${command}, process ${pid}`;
  if (!isFrozen(pid)) return who;
  return `${who}, which is stopped as by Ctrl-Z: kill -CONT ${pid} lets it go on, kill -KILL ${pid} ends it`;
}

/** Moves a dead holder's lock away. When somebody else has renewed it meanwhile, theirs is put back. */
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

/** Makes it again when somebody has removed it, and keeps it young: old files there are tidied away. */
function look(file: string, own: string): void {
  const now = new Date();
  try {
    if (!createFile(file, own)) utimesSync(file, now, now);
  } catch {
    // A full disk, say: the next look may do better.
  }
}

/**
 * Takes the lock of the checkout's infrastructure, or gives undefined when a living process holds it.
 * @throws StackError when it cannot be written
 */
export function takeLock(folder: string, command: string, portBase: number): CheckoutLock | undefined {
  const file = lockFileOf(folder);
  if (lockHolder(folder)) return undefined;
  const holder: Holder = { folder, pid: process.pid, mark: startMark(process.pid) ?? '', command, portBase };
  const own = JSON.stringify(holder);
  if (!createFile(file, own)) {
    clearStale(file);
    if (!createFile(file, own)) return undefined;
  }
  const timer = setInterval(() => look(file, own), LOOK_EVERY_MS).unref();
  return {
    release: () => {
      clearInterval(timer);
      if (read(file)?.pid === process.pid) rmSync(file, { force: true });
    },
  };
}
