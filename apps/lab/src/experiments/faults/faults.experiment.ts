import { APPROACHES } from '@ride-hailing/contracts';
import type { Metric, Side } from '../../results/results';
import type { Experiment, RunContext, Topic } from '../../runner/experiment';
import { LabSystem } from '../../world/lab-system';
import { VARIANTS, variantNamed } from '../../world/variants';
import { Workload } from '../../world/workload';
import { FAILED, P99, PARTIAL, STALE, STALENESS_MAX } from '../metrics';
import { together } from '../together';
import { claimsOf } from './claims';
import { FAULT_ACTIONS, type FaultName, WAYS } from './fault-actions';
import { through, type Timing } from './through-fault';

const DRIVERS = 100;
/** A second; the reads are those of each variant. */
const RATES = { full: { changes: 20, reads: 40 }, quick: { changes: 5, reads: 20 } } as const;

/** Longer is watched than the claims ask for, so that what comes right too late is told from what does not. */
const TIMING = {
  full: { before: 1, during: 2.5, after: 12 },
  quick: { before: 1, during: 2, after: 12 },
} as const;
const QUICK = { faults: ['owner-killed'], sides: ['hybrid/versioned', 'sync-api', 'event-replication'] };

/** The fault is over when the part is there again. */
const CONVERGED: Metric = {
  ...{ id: 'converged', label: 'time after the fault until answers are right again' },
  ...{ unit: 'ms', better: 'lower' },
};

interface Plan {
  readonly sides: readonly string[];
  readonly timing: Timing;
  readonly rates: { readonly changes: number; readonly reads: number };
}

async function open(context: RunContext, fault: FaultName, { sides, timing, rates }: Plan) {
  const { belongings, seed, signal, step } = context;
  const system = await LabSystem.ofExperiment(context, { approaches: [...APPROACHES], proxies: WAYS });
  const variants = sides.map(variantNamed);
  step('preparing');
  const workload = belongings.own(
    await Workload.start(system, {
      drivers: DRIVERS,
      changesPerSecond: rates.changes,
      seed,
      variants,
      signal,
    }),
  );
  return together((repeat) =>
    through(FAULT_ACTIONS[fault], {
      ...{ system, workload, variants, timing, signal },
      ...{ ratePerSecond: rates.reads, seed: seed + repeat },
    }),
  );
}

/** What becomes of the answers of every variant while a part of the system is ill, and afterwards. */
export const faultsTopic: Topic = ({ quick }) => {
  const timing = quick ? TIMING.quick : TIMING.full;
  const rates = quick ? RATES.quick : RATES.full;
  const names = (Object.keys(FAULT_ACTIONS) as FaultName[]).filter(
    (name) => !quick || QUICK.faults.includes(name),
  );
  const sides = quick ? QUICK.sides : VARIANTS.map(({ name }) => name);
  const seconds = timing.before + timing.during + timing.after + 2;
  return names.map((name): Experiment => ({
    ...{ id: `faults-${name}`, topic: 'faults', goals: [], claims: claimsOf(name) },
    title: name.replaceAll('-', ' '),
    says:
      `${FAULT_ACTIONS[name].says} All variants are read at the same time through the same fault, from the same instance of ` +
      'Driver Service: they share its threads, its connections and its circuit breakers. Figures without a time are those of ' +
      'the answers that were asked for during the fault; staleness at most, of all of them. Whoever did not come right again ' +
      'while it was watched has the whole watched time.',
    settings: {
      ...{
        drivers: DRIVERS,
        'reads a second of each variant': rates.reads,
        'changes a second': rates.changes,
      },
      ...{ 'seconds before': timing.before, 'seconds of the fault': timing.during },
      'seconds watched afterwards': timing.after,
    },
    moved: { label: 'time since the fault began', unit: 's', scale: 'linear' },
    metrics: [FAILED, PARTIAL, STALE, STALENESS_MAX, P99, CONVERGED],
    sides: sides.map((id): Side => ({ id, kind: 'other', says: variantNamed(id).says })),
    // All sides at once.
    secondsASide: seconds / sides.length,
    secondsAround: 25,
    repeats: 3,
    open: (context) => open(context, name, { sides, timing, rates }),
  }));
};
