import { setTimeout as delay } from 'node:timers/promises';
import { nowMs } from '../measuring/clock';
import { answersOf, latencyOfReads, stalenessOf } from '../history/tally';
import type { Saturation, Target } from '../world/read-order';
import type { Measured, Settings } from './results';
import type { LabSystem } from '../world/lab-system';
import type { Workload } from '../world/workload';

/** Before the first read, so that the reading process has its order by then. */
const LEAD_MS = 250;
/** After the warm-up, which is a crowd, until reads come evenly. */
const SETTLE_S = 1;

/** What counters of the system stood at. */
interface Counters {
  readonly cpuSeconds: Readonly<Record<string, number>>;
  readonly ownerCalls: number;
}

const countersOf = async (system: LabSystem): Promise<Counters> => ({
  cpuSeconds: system.cpuSeconds(),
  ownerCalls: await system.ownerCalls(),
});

const untilMs = (at: number, signal?: AbortSignal): Promise<void> =>
  delay(Math.max(0, at - nowMs()), undefined, { signal });

export interface MeasureOptions {
  readonly settings: Settings;
  readonly seed: number;
  readonly target: Target;
  /** When the run of the lab began, ms since 1970. */
  readonly runStartedAt: number;
  readonly step: (what: string) => void;
  readonly signal?: AbortSignal;
}

/** Reads open-loop beside the changes, warm-up left out, then finds the saturation; stops the writers in the end. */
export async function measure(
  system: LabSystem,
  workload: Workload,
  { settings, seed, target, runStartedAt, step, signal }: MeasureOptions,
): Promise<Measured> {
  const { seconds, readsPerSecond: ratePerSecond } = settings;
  step('warm-up');
  await warmUp(workload, { settings, seed, target, signal });
  const startAt = nowMs() + LEAD_MS;
  const from = startAt + SETTLE_S * 1_000;
  const to = from + seconds * 1_000;
  const order = { target, seed, ratePerSecond, seconds: SETTLE_S + seconds, startAt };
  const reading = workload.readers.openLoop(order, signal);
  reading.catch(() => undefined);
  await untilMs(from, signal);
  step('open loop');
  const before = await countersOf(system);
  await untilMs(to, signal);
  const after = await countersOf(system);
  const reads = (await reading).filter(({ intendedAt }) => intendedAt >= from);
  const saturation = await saturate(workload, { settings, seed, target, step, signal });
  const changes = workload.writers.between(from, to);
  step('history');
  await workload.rest();
  const judged = await workload.judge(reads);
  const per1000Reads = (value: number) => (value * 1_000) / Math.max(1, reads.length);
  const cpu = Object.entries(after.cpuSeconds).map(([name, used]): [string, number] => [
    name,
    per1000Reads(used - (before.cpuSeconds[name] ?? 0)),
  ]);
  return {
    atSecond: Math.round((from - runStartedAt) / 1_000),
    seconds,
    latency: latencyOfReads(judged),
    answers: answersOf(judged),
    staleness: stalenessOf(judged),
    changes,
    ownerCallsPer1000Reads: per1000Reads(after.ownerCalls - before.ownerCalls),
    cpuSecondsPer1000Reads: Object.fromEntries(cpu),
    saturation,
  };
}

/** A closed loop, so that a fresh process has seen thousands of reads before any is measured. */
export async function warmUp(
  { readers }: Workload,
  {
    settings,
    seed,
    target,
    signal,
  }: Pick<MeasureOptions, 'settings' | 'seed' | 'signal'> & { target: Target },
): Promise<void> {
  const { warmUpSeconds: seconds, saturationConnections: connections } = settings;
  await readers.closedLoop({ target, seed, connections, seconds }, signal);
}

async function saturate(
  workload: Workload,
  { settings, seed, target, step, signal }: Omit<MeasureOptions, 'runStartedAt'> & { target: Target },
): Promise<Saturation | null> {
  const { saturationSeconds: seconds, saturationConnections: connections } = settings;
  if (seconds === 0) return null;
  step('saturation');
  return workload.readers.closedLoop({ target, seed, connections, seconds }, signal);
}
