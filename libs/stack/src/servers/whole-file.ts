import { randomBytes } from 'node:crypto';
import { linkSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { StackError } from '../stack.errors';

function withScratch<T>(file: string, text: string, mode: number, put: (scratch: string) => T): T {
  // The name is unpredictable, since others may have write access to the folder.
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
      // The same fault that prevented writing prevents removing.
    }
  }
}

/**
 * Writes a file atomically: readers see the old content or the new content, never a part.
 * @throws StackError that names the file and what is wrong, such as a full disk
 */
export const replaceFile = (file: string, text: string, mode = 0o644): void =>
  withScratch(file, text, mode, (scratch) => renameSync(scratch, file));

/**
 * Creates a file atomically. Returns false and changes nothing when the file exists.
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
