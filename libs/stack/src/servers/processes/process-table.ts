import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';

const hasProc = existsSync('/proc/self/stat');

/** The fields of /proc/<pid>/stat after the name, which may contain spaces and brackets. */
function statFields(pid: number | string): string[] | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  } catch {
    return undefined;
  }
}

const ps = (...args: string[]): string => {
  try {
    return execFileSync('ps', args, {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
      timeout: 5_000,
    });
  } catch {
    return '';
  }
};

function bootId(): string {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  } catch {
    return '';
  }
}

/** Linux counts start times from the boot, so that without its id a pid could have the same mark after a reboot. */
const boot = bootId();

/**
 * Distinguishes a process from a later one with the same pid: its start time, and the boot of the machine.
 * Undefined when there is no such process; a zombie counts as none.
 */
export function startMark(pid: number): string | undefined {
  if (!hasProc) return ps('-o', 'lstart=', '-p', String(pid)).trim() || undefined;
  const fields = statFields(pid);
  return !fields || fields[0] === 'Z' ? undefined : `${fields[19]}@${boot}`;
}

/** True for a process that is suspended, by SIGSTOP or by Ctrl-Z at its terminal. */
export const isFrozen = (pid: number): boolean =>
  /^[Tt]/.test((hasProc ? statFields(pid)?.[0] : ps('-o', 'state=', '-p', String(pid)).trim()) ?? '');

/** True when `pid` is alive and has this mark. */
export const isSameProcess = (pid: number, mark: string | undefined): boolean =>
  mark !== undefined && startMark(pid) === mark;

function parents(): Map<number, number> {
  if (!hasProc) {
    const lines = ps('-A', '-o', 'pid=,ppid=').trim().split('\n');
    return new Map(lines.map((line) => line.trim().split(/\s+/).map(Number) as [number, number]));
  }
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return new Map(pids.map((pid) => [Number(pid), Number(statFields(pid)?.[1] ?? 0)]));
}

/** The ids of all visible processes. */
export const allProcesses = (): number[] => [...parents().keys()];

/** The program and its arguments, separated by spaces; undefined when there is no such process or it is a zombie. */
export function commandOf(pid: number): string | undefined {
  if (!hasProc) return ps('-o', 'command=', '-p', String(pid)).trim() || undefined;
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ') || undefined;
  } catch {
    return undefined;
  }
}

/** The working folder of a process; undefined when it cannot be read. */
export function workingFolderOf(pid: number): string | undefined {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    return undefined;
  }
}

/** Undefined when there is no such process. */
export const parentOf = (pid: number): number | undefined => {
  const parent = hasProc ? statFields(pid)?.[1] : ps('-o', 'ppid=', '-p', String(pid)).trim();
  return parent ? Number(parent) : undefined;
};

/** The process, then its descendants. A process group is not enough, since Postgres' backends leave it. */
export function processTree(pid: number): number[] {
  const parentBy = parents();
  const tree = [pid];
  for (const member of tree) {
    for (const [child, parent] of parentBy) if (parent === member) tree.push(child);
  }
  return tree;
}

/** Sends a signal; 0 only checks. Returns false when the process is gone. */
export function signalProcess(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, signal);
  } catch {
    return false;
  }
}
