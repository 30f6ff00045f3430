import { randomBytes } from 'node:crypto';
import { linkSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { StackError } from '../stack.errors';

function withScratch<T>(file: string, text: string, mode: number, put: (scratch: string) => T): T {
  // A name that nobody can foresee: the folder may be one that everybody writes to.
  const scratch = `${file}.${process.pid}.${randomBytes(6).toString('hex')}`;
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(scratch, text, { mode, flag: 'wx' });
    return put(scratch);
  } catch (cause) {
    throw new StackError(`${file} cannot be written: ${(cause as Error).message}`, { cause });
  } finally {
    try {
      rmSync(scratch, { force: true });
    } catch {
      // What kept it from being written keeps it from being removed.
    }
  }
}

/**
 * Writes a file in one step: a reader sees the old one or the new one, whole.
 * @throws StackError that names the file and what is wrong, such as a full disk
 */
export const replaceFile = (file: string, text: string, mode = 0o644): void =>
  withScratch(file, text, mode, (scratch) => renameSync(scratch, file));

/**
 * The same, unless there is such a file: false then, and that one stays.
 * @throws StackError that names the file and what is wrong, such as a full disk
 */
export const createFile = (file: string, text: string, mode = 0o644): boolean =>
  withScratch(file, text, mode, (scratch) => {
    try {
      linkSync(scratch, file);
      return true;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
      throw error;
    }
  });
