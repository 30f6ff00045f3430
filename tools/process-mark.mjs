import { readFileSync } from 'node:fs';

/** Fields of /proc/<pid>/stat from the state on; undefined where there is none. */
const statOf = (pid) => {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  } catch {
    return undefined;
  }
};

/** When a process started, which tells it from a later one with the same pid; Linux alone. A zombie has none. */
export const startMark = (pid) => {
  const fields = statOf(pid);
  return !fields || fields[0] === 'Z' ? undefined : fields[19];
};

/** Linux alone. */
export const parentOf = (pid) => statOf(pid)?.[1];

/** True when this process lives; `mark` is compared where there are marks. */
export const isAlive = (pid, mark) => {
  if (process.platform === 'linux') return mark !== undefined && startMark(pid) === mark;
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};
