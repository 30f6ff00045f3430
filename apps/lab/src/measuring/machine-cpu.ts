import { cpus } from 'node:os';

/** The CPU time of all cores together since the machine started, in ms. */
export interface MachineCpu {
  readonly idleMs: number;
  readonly allMs: number;
}

export function machineCpu(): MachineCpu {
  const times = cpus().map((core) => core.times);
  const idleMs = times.reduce((sum, { idle }) => sum + idle, 0);
  const allMs = times.reduce(
    (sum, { user, nice, sys, idle, irq }) => sum + user + nice + sys + idle + irq,
    0,
  );
  return { idleMs, allMs };
}

/** What part of the machine's CPU nobody has used between the two; 0 when no time has passed. */
export function idleShare(before: MachineCpu, after: MachineCpu): number {
  const allMs = after.allMs - before.allMs;
  return allMs <= 0 ? 0 : Math.max(0, after.idleMs - before.idleMs) / allMs;
}
