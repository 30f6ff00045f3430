import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { isSameProcess, startMark } from '../processes/process-table';

const schema = z.object({
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

const fileIn = (folder: string) => join(folder, 'lock.json');

function read(file: string): Holder | undefined {
  try {
    return schema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return undefined;
  }
}

/** The living holder of the lock, if any. */
export function lockHolder(folder: string): Holder | undefined {
  const holder = read(fileIn(folder));
  return holder && isSameProcess(holder.pid, holder.mark) ? holder : undefined;
}

const claim = (own: string, file: string): boolean => {
  try {
    linkSync(own, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
};

/** Moves a dead holder's lock away. When somebody else has renewed it meanwhile, theirs is put back. */
function clearStale(file: string): void {
  const away = `${file}.stale.${process.pid}`;
  try {
    renameSync(file, away);
  } catch {
    return;
  }
  const moved = read(away);
  if (moved && isSameProcess(moved.pid, moved.mark)) claim(away, file);
  rmSync(away, { force: true });
}

/** Takes the lock of the checkout's infrastructure, or gives undefined when a living process holds it. */
export function takeLock(folder: string, command: string, portBase: number): CheckoutLock | undefined {
  mkdirSync(folder, { recursive: true });
  const file = fileIn(folder);
  if (lockHolder(folder)) return undefined;
  const own = `${file}.${process.pid}`;
  const holder: Holder = { pid: process.pid, mark: startMark(process.pid) ?? '', command, portBase };
  writeFileSync(own, JSON.stringify(holder));
  try {
    if (!claim(own, file)) {
      clearStale(file);
      if (!claim(own, file)) return undefined;
    }
  } finally {
    rmSync(own, { force: true });
  }
  return { release: () => read(file)?.pid === process.pid && rmSync(file, { force: true }) };
}
