import { nowMs } from '@ride-hailing/testing';
import { setTimeout as delay } from 'node:timers/promises';
import { UnverifiedError } from '../../lab.errors';
import type { Side } from '../../results/results';
import type { Claim, Experiment, Measurement, RunContext, Topic } from '../../runner/experiment';
import { all, type Crossing, lower, never, type Regret, sometimes } from '../../verdicts/rule';
import { LabSystem } from '../../world/lab-system';
import { type Variant, variantNamed } from '../../world/variants';
import { Workload } from '../../world/workload';
import { OWNER_CALLS } from '../metrics';
import { BETWEEN, bytesNow, bytesOf, bytesSince, sumOn } from './wire';

const DRIVERS = 50;
/** Reads and changes a second, from seldom read to seldom changed. */
const MIXES = {
  full: [
    [20, 40],
    [20, 20],
    [80, 16],
    [120, 6],
    [150, 1.5],
  ],
  quick: [
    [20, 20],
    [100, 2],
  ],
} as const;
const SIDES = [
  ...['sync-api', 'event-replication', 'database-view', 'shared-cache', 'shared-files'],
  ...['hybrid/versioned', 'hybrid/ttl', 'hybrid/none'],
];

const FIVE_PERCENT = { times: 1.05 } as const;

const costsMore = (side: string, than: string): Crossing => ({
  ...{ kind: 'crossing', metric: 'bytesPerRead', side, expected: 'higher', than, margin: FIVE_PERCENT },
});
const callsLess = (side: string, than: string): Crossing => ({
  ...{ kind: 'crossing', metric: 'ownerCalls', side, expected: 'lower', than, margin: FIVE_PERCENT },
});

const CHOICES = SIDES.filter((side) => side.startsWith('hybrid/'));

const CLAIMS: readonly Claim[] = [
  {
    id: 'hybrid-flexible',
    means:
      'over all mixes of reads and changes, hybrid with the best caching choice for each is never so many times the cheapest in bytes as sync-api, and as event-replication, at their worst',
    rule: all(
      ...['sync-api', 'event-replication'].map((side): Regret => ({
        ...{ kind: 'regret', metric: 'bytesPerRead', choices: CHOICES, side },
        ...{ among: SIDES, margin: FIVE_PERCENT },
      })),
    ),
  },
  {
    id: 'synchronous-network',
    means:
      'sync-api sends more bytes for an answer than event-replication, with what the changes cost spread over the answers',
    rule: costsMore('sync-api', 'event-replication'),
  },
  {
    id: 'event-replication-loose',
    means: 'no read of event-replication calls the owner',
    rule: never({ metric: 'callsInAll', side: 'event-replication' }),
  },
  {
    id: 'asynchronous-fewer-calls',
    means: 'event-replication calls the owner less than sync-api',
    rule: lower({ metric: 'callsInAll', side: 'event-replication' }, 'sync-api', FIVE_PERCENT),
  },
  {
    id: 'hybrid-fewer-calls',
    means: 'hybrid calls the owner less than sync-api, with the versioned cache',
    rule: callsLess('hybrid/versioned', 'sync-api'),
  },
  {
    id: 'hybrid-caching',
    means: 'caching choice ttl calls the owner less than none',
    rule: callsLess('hybrid/ttl', 'hybrid/none'),
  },
  {
    id: 'database-view-coupled',
    means: "reads of database-view go to the owner's database",
    rule: sometimes({ metric: 'viewBytes', side: 'database-view' }),
  },
];

const secondsOf = ({ quick }: { readonly quick: boolean }): number => (quick ? 2 : 3);

interface Started {
  readonly system: LabSystem;
  readonly workload: Workload;
}

async function start(context: RunContext, variant: Variant): Promise<Started> {
  const { belongings, seed, signal } = context;
  const system = await LabSystem.ofExperiment(context, { approaches: [variant.approach], proxies: BETWEEN });
  const options = { drivers: DRIVERS, changesPerSecond: 0, seed, variants: [variant], signal };
  const workload = belongings.own(await Workload.start(system, options));
  return { system, workload };
}

interface Mix {
  readonly readsPerSecond: number;
  readonly changesPerSecond: number;
  readonly seconds: number;
}

/** Everything that crossed while a mix of reads and changes went on, until its last event had arrived. */
async function crossedBy(
  { system, workload }: Started,
  variant: Variant,
  { readsPerSecond, changesPerSecond, seconds }: Mix,
  { seed, signal }: RunContext,
) {
  const target = workload.targetOf(variant);
  const calls = await system.ownerCalls();
  const before = bytesNow(system);
  const startAt = nowMs();
  const [reads] = await Promise.all([
    readsPerSecond === 0
      ? delay(seconds * 1_000, [], { signal })
      : workload.readers.openLoop({ target, seed, ratePerSecond: readsPerSecond, seconds, startAt }, signal),
    workload.writers.for(seconds, changesPerSecond),
  ]);
  await workload.told();
  return {
    bytes: bytesSince(before, bytesNow(system)),
    reads: reads.length,
    changes: workload.writers.between(startAt, nowMs()).done,
    calls: (await system.ownerCalls()) - calls,
  };
}

async function open(context: RunContext, { quick }: { readonly quick: boolean }) {
  const { belongings, step } = context;
  const seconds = secondsOf({ quick });
  const hybrid = variantNamed('hybrid/none');
  step('events alone');
  const alone = await start(context, hybrid);
  const events = await crossedBy(
    alone,
    hybrid,
    { readsPerSecond: 0, changesPerSecond: 20, seconds },
    context,
  );
  await belongings.end(alone.workload);
  await belongings.end(alone.system);
  const eventBytesPerChange = sumOn(events.bytes, / > nats$/) / events.changes;

  return {
    measure: async (side: string): Promise<readonly Measurement[]> => {
      const variant = variantNamed(side);
      const started = await start(context, variant);
      const measured: Measurement[] = [];
      const all = { reads: 0, calls: 0, view: 0, changes: 0 };
      for (const [readsPerSecond, changesPerSecond] of quick ? MIXES.quick : MIXES.full) {
        step(`${side}, ${readsPerSecond} reads and ${changesPerSecond} changes a second`);
        const mix = { readsPerSecond, changesPerSecond, seconds };
        const { bytes, reads, changes, calls } = await crossedBy(started, variant, mix, context);
        if (reads === 0 || changes === 0) throw new UnverifiedError(`${reads} reads, ${changes} changes`);
        const isHybrid = variant.approach === 'hybrid';
        const own = bytesOf(bytes, { isHybrid, changes, eventBytesPerChange });
        all.reads += reads;
        all.calls += calls;
        all.changes += changes;
        all.view += sumOn(bytes, / > ride-view$/);
        measured.push({
          at: readsPerSecond / changesPerSecond,
          values: { bytesPerRead: own / reads, ownerCalls: (calls * 1_000) / reads },
          verified: `${reads} reads and ${changes} changes, until all were told`,
        });
      }
      await belongings.end(started.workload);
      await belongings.end(started.system);
      const verified = `${all.reads} reads and ${all.changes} changes in all`;
      return [...measured, { values: { callsInAll: all.calls, viewBytes: all.view }, verified }];
    },
  };
}

/** How many reads a change must have before a copy is cheaper than calls. */
export const trafficTopic: Topic = ({ quick }) => {
  const mixes = quick ? MIXES.quick : MIXES.full;
  const sides = quick ? ['sync-api', 'event-replication', 'hybrid/versioned'] : SIDES;
  const experiment: Experiment = {
    ...{ id: 'traffic', topic: 'traffic', title: 'What crosses the network?', goals: [], claims: CLAIMS },
    says:
      'Rides are read and changed, from seldom read to seldom changed, with one approach on. Bytes are counted on every way between ' +
      'the services and the broker, in both directions, with all that the protocols add. What the events of hybrid send, which flow ' +
      'under every approach, is taken off for the others.',
    settings: { drivers: DRIVERS, 'seconds a slot': secondsOf({ quick }) },
    moved: { label: 'reads for each change', unit: '', scale: 'log' },
    metrics: [
      { id: 'bytesPerRead', label: 'bytes for an answer', unit: 'bytes', better: 'lower' },
      OWNER_CALLS,
      { id: 'callsInAll', label: 'calls on the owner in all', unit: 'calls', better: 'lower' },
      {
        id: 'viewBytes',
        label: "bytes to the view in the owner's database in all",
        unit: 'bytes',
        better: 'lower',
      },
    ],
    sides: sides.map((id): Side => ({ id, kind: 'other', says: variantNamed(id).says })),
    ...{ secondsASide: 16 + mixes.length * (secondsOf({ quick }) + 1), secondsAround: 20, repeats: 2 },
    open: (context) => open(context, { quick }),
  };
  return [experiment];
};
