import { readFileSync } from 'node:fs';

/** Tried with half of it (docs/drivers.md); a system has some 28,000 ports for connections to one address. */
const MOST = 10_000;
/** Files and connections of the process other than the phones'. */
const OTHERS = 200;

/** Each phone has a connection: how many this process may have open. The limit of files is known on Linux alone. */
export function mostPhones(): number {
  const [, files] = /^Max open files +(\d+)/m.exec(limits()) ?? [];
  return files ? Math.max(1, Math.min(MOST, Number(files) - OTHERS)) : MOST;
}

function limits(): string {
  try {
    return readFileSync('/proc/self/limits', 'utf8');
  } catch {
    return '';
  }
}
