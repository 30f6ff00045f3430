import { randomFillSync } from 'node:crypto';

const pool = Buffer.allocUnsafe(4_096);
let used = pool.length;

/** Random bytes in hexadecimal, from a pool: asking the system for each request's few costs more than the rest. */
export function randomHex(bytes: number): string {
  if (used + bytes > pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  used += bytes;
  return pool.toString('hex', used - bytes, used);
}
