import { existsSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fetchDebianProgram, type PackagedProgram } from './debian-package';

/**
 * Fetches a packaged program and moves it into `kept` atomically, so that concurrent runs do not disturb each other. What
 * was in `kept` is removed first: call this when it does not run here.
 * @param kept a folder in the cache
 * @throws as `fetchDebianProgram`
 */
export async function fetchIntoCache(kept: string, program: PackagedProgram): Promise<void> {
  rmSync(kept, { recursive: true, force: true });
  const scratch = mkdtempSync(join(dirname(kept), 'fetch-'));
  try {
    const { folder } = await fetchDebianProgram(scratch, program);
    if (!existsSync(kept)) renameSync(folder, kept);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}
