import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';

const PS_WITHIN_MS = 5_000;

interface Used {
  readonly pid: number;
  readonly parent: number;
  readonly seconds: number;
  /** Of children that have ended. */
  readonly endedChildrenSeconds: number;
}

const output = (command: string, ...args: string[]): string =>
  execFileSync(command, args, { encoding: 'utf8', timeout: PS_WITHIN_MS });

/** Of `/proc/<pid>/stat`; the name in it may itself hold spaces and brackets. */
export function usedOf(stat: string, ticksPerSecond: number): Used {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const at = (field: number) => Number(fields[field - 3]);
  return {
    pid: Number(stat.slice(0, stat.indexOf(' '))),
    parent: at(4),
    seconds: (at(14) + at(15)) / ticksPerSecond,
    endedChildrenSeconds: (at(16) + at(17)) / ticksPerSecond,
  };
}

/** `12:34.56`, `01:02:03` or `1-02:03:04`, as `ps` writes it. */
export function secondsOfPs(time: string): number {
  const [rest = '', days = '0'] = time.split('-').reverse();
  return rest.split(':').reduce((sum, part) => sum * 60 + Number(part), 0) + Number(days) * 86_400;
}

function fromProc(): Used[] {
  const ticksPerSecond = Number(output('getconf', 'CLK_TCK'));
  return readdirSync('/proc').flatMap((name) => {
    if (!/^\d+$/.test(name)) return [];
    try {
      return [usedOf(readFileSync(`/proc/${name}/stat`, 'utf8'), ticksPerSecond)];
    } catch {
      // It has ended meanwhile.
      return [];
    }
  });
}

const fromPs = (): Used[] =>
  output('ps', '-A', '-o', 'pid=,ppid=,time=')
    .trim()
    .split('\n')
    .map((line) => {
      const [pid = '', parent = '', time = ''] = line.trim().split(/\s+/);
      return {
        pid: Number(pid),
        parent: Number(parent),
        seconds: secondsOfPs(time),
        endedChildrenSeconds: 0,
      };
    });

function treeSeconds(root: number, all: readonly Used[]): number {
  const tree = [root];
  for (const member of tree) {
    tree.push(...all.filter(({ parent }) => parent === member).map(({ pid }) => pid));
  }
  const used = all.filter(({ pid }) => tree.includes(pid));
  return used.reduce((sum, { seconds, endedChildrenSeconds }) => sum + seconds + endedChildrenSeconds, 0);
}

/** CPU seconds that each process has used since its start, with all below it, also those that have ended. */
export function cpuSeconds(processes: readonly { name: string; pid?: number }[]): Record<string, number> {
  const all = existsSync('/proc/self/stat') ? fromProc() : fromPs();
  return Object.fromEntries(
    processes.flatMap(({ name, pid }) => (pid === undefined ? [] : [[name, treeSeconds(pid, all)]])),
  );
}
