import { open } from 'node:fs/promises';

const NEWEST_BYTES = 1024 * 1024;
/** A search reads more, since few lines may fit. */
const SEARCHED_BYTES = 8 * NEWEST_BYTES;

/**
 * The newest lines of a log file, oldest first; empty when the file is missing.
 * @param contains only lines with this text, of the last 8 MiB; empty: all lines, of the last 1 MiB
 */
export async function logLines(file: string, most: number, contains: string): Promise<string[]> {
  const handle = await open(file, 'r').catch(() => undefined);
  if (!handle) return [];
  try {
    const { size } = await handle.stat();
    const length = Math.min(size, contains ? SEARCHED_BYTES : NEWEST_BYTES);
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, size - length);
    const lines = buffer.toString('utf8', 0, bytesRead).trimEnd().split('\n');
    // The first line may be cut.
    const whole = length < size ? lines.slice(1) : lines;
    return whole.filter((line) => line !== '' && line.includes(contains)).slice(-most);
  } finally {
    await handle.close();
  }
}
