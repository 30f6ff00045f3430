import { setTimeout as delay } from 'node:timers/promises';
import { eventually, nowMs, type Read } from '@ride-hailing/testing';
import { answersOf, type JudgedRead, latencyOfReads, maxStaleness } from '../../history/tally';
import { UnverifiedError } from '../../lab.errors';
import type { Measurement } from '../../runner/experiment';
import type { LabSystem } from '../../world/lab-system';
import type { Variant } from '../../world/variants';
import type { Workload } from '../../world/workload';
import type { Together } from '../together';
import { convergedAfterMs } from './convergence';
import type { Fault } from './fault-actions';
import { timelineOf, type TimelinePoint } from './timeline';

const LEAD_MS = 250;
const WARM_UP_S = 0.5;
/** A part that is killed needs some time to start. */
const MOST_S = 60;
const WELL_WITHIN_MS = 60_000;
/** Of the answers. */
const WELL_SHARE = 0.9;

/** In seconds. */
export interface Timing {
  readonly before: number;
  readonly during: number;
  readonly after: number;
}

interface Plan {
  readonly system: LabSystem;
  readonly workload: Workload;
  readonly variants: readonly Variant[];
  readonly timing: Timing;
  readonly ratePerSecond: number;
  readonly seed: number;
  readonly signal: AbortSignal;
}

/** When it went on, ms since 1970. */
export interface Times {
  readonly startAt: number;
  readonly faultAt: number;
  readonly faultEndedAt: number;
  readonly endAt: number;
}

const readAll = (
  { workload, variants, ratePerSecond, seed, signal }: Plan,
  startAt: number,
  seconds: number,
  enough?: AbortSignal,
): Promise<(readonly Read[])[]> =>
  Promise.all(
    variants.map((variant, index) => {
      const target = workload.targetOf(variant);
      const order = { target, seed: seed * variants.length + index, ratePerSecond, seconds, startAt };
      return workload.readers.openLoop(order, signal, enough);
    }),
  );

function isWell(reads: readonly Read[]): boolean {
  const complete = reads.filter(({ shown }) => shown && (shown.ride === null || shown.hasDetails));
  return complete.length >= reads.length * WELL_SHARE;
}

/** Reads all variants on while the fault begins and ends. */
export async function through(fault: Fault, plan: Plan): Promise<Together> {
  const { system, workload, timing, variants, signal } = plan;
  // The reading process is there then, caches are as they are after a while, and the last fault is over.
  await eventually(async () => (await readAll(plan, nowMs(), WARM_UP_S)).every(isWell), {
    timeoutMs: WELL_WITHIN_MS,
  });
  const startAt = nowMs() + LEAD_MS;
  const enough = new AbortController();
  const reading = readAll(plan, startAt, MOST_S, enough.signal);
  reading.catch(() => undefined);
  const untilMs = (at: number) => delay(Math.max(0, at - nowMs()), undefined, { signal });
  await untilMs(startAt + timing.before * 1_000);
  const faultAt = nowMs();
  const undo = await fault.begin(system);
  await untilMs(faultAt + timing.during * 1_000);
  await undo();
  const faultEndedAt = nowMs();
  const endAt = faultEndedAt + timing.after * 1_000;
  await untilMs(endAt);
  enough.abort();
  const reads = await reading;
  const times = { startAt, faultAt, faultEndedAt, endAt };
  const measured = new Map<string, readonly Measurement[]>();
  for (const [index, { name }] of variants.entries()) {
    measured.set(name, measurementsOf(name, await workload.judge(reads[index] ?? []), times));
  }
  return measured;
}

function valuesOf(reads: readonly JudgedRead[]): Record<string, number> {
  const { sent, partial, failed, stale } = answersOf(reads);
  const share = (count: number) => count / Math.max(1, sent);
  const stalenessMax = maxStaleness(reads);
  return { failed: share(failed), partial: share(partial), stale: share(stale), stalenessMax };
}

/**
 * One for each slice of time, and one for the turn as a whole.
 * @throws UnverifiedError when most answers were not complete even before the fault
 */
export function measurementsOf(
  variant: string,
  reads: readonly JudgedRead[],
  times: Times,
): readonly Measurement[] {
  const { startAt, faultAt, faultEndedAt, endAt } = times;
  const between = (from: number, to: number) =>
    reads.filter(({ read }) => read.intendedAt >= from && read.intendedAt < to);
  const before = answersOf(between(startAt, faultAt));
  if (before.complete * 2 < before.sent || before.sent === 0) {
    throw new UnverifiedError(
      `only ${before.complete} of ${before.sent} answers of ${variant} were complete before the fault, ${before.partial} partial`,
    );
  }
  const during = between(faultAt, faultEndedAt);
  const whole: Measurement = {
    values: {
      ...valuesOf(during),
      stalenessMax: maxStaleness(reads),
      p99: latencyOfReads(during).p99,
      converged: convergedAfterMs(reads, { faultAt, faultEndedAt }) ?? endAt - faultEndedAt,
    },
    verified:
      `${before.complete} of ${before.sent} answers were complete before the fault; those of all ${reads.length} reads ` +
      `were compared with the owner's log`,
  };
  const slices = timelineOf(reads, { faultAt, from: startAt, to: endAt });
  return [whole, ...slices.filter((slice) => slice.sent > 0).map(sliceMeasurement)];
}

const sliceMeasurement = ({
  atMs,
  sent,
  failed,
  partial,
  stale,
  maxStalenessMs,
}: TimelinePoint): Measurement => ({
  at: atMs / 1_000,
  values: {
    failed: failed / sent,
    partial: partial / sent,
    stale: stale / sent,
    stalenessMax: maxStalenessMs,
  },
  verified: 'of the same turn',
});
