import { open, rm } from 'node:fs/promises';
import { join } from 'node:path';

const BLOCK = Buffer.alloc(1 << 20, 'busy');

/**
 * Each writer writes a MiB to a file of its own again and again, and flushes it each time. The servers' commits, which are flushed
 * to the same disk, take longer meanwhile. Returns the function that ends it.
 */
export function keepDiskBusy(folder: string, writers: number): () => Promise<void> {
  let isOver = false;
  const write = async (nth: number): Promise<void> => {
    const path = join(folder, `busy-disk-${nth}`);
    const file = await open(path, 'w');
    try {
      while (!isOver) {
        await file.write(BLOCK, 0, BLOCK.length, 0);
        await file.sync();
      }
    } finally {
      await file.close();
      await rm(path);
    }
  };
  const writing = Promise.all(Array.from({ length: writers }, (_, nth) => write(nth)));
  writing.catch(() => undefined);
  return async () => {
    isOver = true;
    await writing;
  };
}
