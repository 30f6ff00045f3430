import { readFileSync } from 'node:fs';

/** The fields of /proc/<pid>/stat after the name; undefined when there is none. */
const statOf = (pid) => {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  } catch {
    return undefined;
  }
};

/** The start time of a process, which distinguishes it from a later one with the same pid. Linux only; none for a zombie. */
export const startMark = (pid) => {
  const fields = statOf(pid);
  return !fields || fields[0] === 'Z' ? undefined : fields[19];
};

/** Linux only. */
export const parentOf = (pid) => statOf(pid)?.[1];

/** True when the process is alive; compares `mark` on Linux. */
export const isAlive = (pid, mark) => {
  if (process.platform === 'linux') return mark !== undefined && startMark(pid) === mark;
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};
