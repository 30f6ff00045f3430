import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';

const hasProc = existsSync('/proc/self/stat');

/** The fields of /proc/<pid>/stat after the name, which may itself hold spaces and brackets. */
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

/** A start is counted from the machine's own: without it, the same pid after a restart could have the same mark. */
const boot = bootId();

/**
 * What tells a process from a later one with the same pid: when it started, and in which run of the machine.
 * Undefined when there is no such process (a zombie counts as none).
 */
export function startMark(pid: number): string | undefined {
  if (!hasProc) return ps('-o', 'lstart=', '-p', String(pid)).trim() || undefined;
  const fields = statFields(pid);
  return !fields || fields[0] === 'Z' ? undefined : `${fields[19]}@${boot}`;
}

/** True for a process that SIGSTOP, or Ctrl-Z at its terminal, has stopped. */
export const isFrozen = (pid: number): boolean =>
  /^[Tt]/.test((hasProc ? statFields(pid)?.[0] : ps('-o', 'state=', '-p', String(pid)).trim()) ?? '');

/** True when `pid` is alive and is the process that had this mark. */
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

/** The ids of all processes that can be seen. */
export const allProcesses = (): number[] => [...parents().keys()];

/** The program and its arguments, with spaces between; undefined when there is no such process (a zombie counts as none). */
export function commandOf(pid: number): string | undefined {
  if (!hasProc) return ps('-o', 'command=', '-p', String(pid)).trim() || undefined;
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ') || undefined;
  } catch {
    return undefined;
  }
}

/** The folder that a process works in; undefined when that cannot be seen. */
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

/** The process and all below it, itself first. Postgres' backends leave its process group, so a group is not enough. */
export function processTree(pid: number): number[] {
  const parentBy = parents();
  const tree = [pid];
  for (const member of tree) {
    for (const [child, parent] of parentBy) if (parent === member) tree.push(child);
  }
  return tree;
}

/** Sends a signal (0 only looks); false when there is no such process any more. */
export function signalProcess(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, signal);
  } catch {
    return false;
  }
}
