import { execFileSync } from 'node:child_process';

const PS_WITHIN_MS = 5_000;

/** Resident memory of a process alone, in bytes; undefined when it has ended. */
export function residentBytes(pid: number): number | undefined {
  try {
    const args = ['-o', 'rss=', '-p', String(pid)];
    return Number(execFileSync('ps', args, { encoding: 'utf8', timeout: PS_WITHIN_MS })) * 1_024;
  } catch {
    return undefined;
  }
}
