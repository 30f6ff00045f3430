import { APPROACHES } from '@ride-hailing/contracts';
import type { ManagedProcess } from '@ride-hailing/stack';
import { UnverifiedError } from '../../lab.errors';
import type { Side } from '../../results/results';
import type { Experiment, Measurement, RunContext } from '../../runner/experiment';
import { CpuShares, lacksShares } from '../../world/cpu-shares';
import { LabSystem } from '../../world/lab-system';
import { variantNamed } from '../../world/variants';
import { Workload } from '../../world/workload';
import { FAILED } from '../metrics';
import { CLAIMS_OF_INSTANCES } from './claims';

const INSTANCES = [1, 2, 4];
/** The share of a core that each instance of a service has: four of them, the owner and the load fit on two cores. */
const SHARE = 0.12;
const SIDES = [
  'sync-api',
  'event-replication',
  'database-view',
  'shared-cache',
  'shared-files',
  'hybrid/versioned',
];
const DRIVERS = 100;
const CALLERS = 32;
const WARM_S = 3;

async function open(context: RunContext, { seconds }: { readonly seconds: number }) {
  const { signal, seed, step, belongings } = context;
  const shares = belongings.own(new CpuShares(SHARE));
  const system = await LabSystem.ofExperiment(context, { approaches: [...APPROACHES] });
  step('preparing');
  const workload = await Workload.start(system, {
    ...{ drivers: DRIVERS, changesPerSecond: 0, seed, variants: SIDES.map(variantNamed), signal },
  });
  belongings.own(workload);
  const urls = [system.stack.urls.driverService];
  const processes: Pick<ManagedProcess, 'pid' | 'name'>[] = [
    system.process('ride-service'),
    system.process('driver-service'),
  ];
  step('more instances');
  while (urls.length < Math.max(...INSTANCES)) {
    const instance = await system.stack.addInstance('driver-service');
    urls.push(instance.url);
    processes.push(instance);
  }

  // Each way to an answer is gone often in every instance before any counts: what was just started is compiled meanwhile.
  for (const side of SIDES) {
    step(`${side}, warming`);
    const target = { ...workload.targetOf(variantNamed(side)), urls };
    await workload.readers.closedLoop({ target, seed, connections: CALLERS, seconds: WARM_S }, signal);
  }
  shares.limit(processes);

  return {
    measure: async (side: string, repeat: number): Promise<readonly Measurement[]> => {
      const target = workload.targetOf(variantNamed(side));
      const measured: Measurement[] = [];
      let ofOne = 0;
      for (const many of INSTANCES) {
        step(`${side}, ${many} instances`);
        const order = { seed: seed + repeat, connections: CALLERS * many, seconds };
        const asked = { ...target, urls: urls.slice(0, many) };
        const { readsPerSecond, failedShare, latency } = await workload.readers.closedLoop(
          { ...order, target: asked },
          signal,
        );
        // At their limit some refuse most: what fails is no answer, and is counted apart.
        if (readsPerSecond === 0) throw new UnverifiedError(`no answer of ${side} was right`);
        if (many === 1) ofOne = readsPerSecond;
        measured.push({
          at: many,
          values: { answersPerSecond: readsPerSecond, gain: readsPerSecond / ofOne, failed: failedShare },
          verified: `${latency.count} answers, ${failedShare * 100} % failed`,
        });
      }
      return measured;
    },
  };
}

/** None in a hurry. Where no share of a core can be set, the demand alone says what more instances gain. */
export function instancesOf({ quick }: { readonly quick: boolean }): readonly Experiment[] {
  if (quick) return [];
  const seconds = 3;
  return [
    {
      ...{ id: 'capacity-instances', topic: 'capacity', title: 'What do more instances gain?', goals: [] },
      says:
        `One, two and four instances of Driver Service, each with ${SHARE * 100} % of a core, as much as Ride Service has. An approach ` +
        'that needs the owner for an answer gains until the owner is full; one that has what it needs gains until its database is.',
      settings: {
        drivers: DRIVERS,
        'callers of an instance': CALLERS,
        'seconds a slot': seconds,
        share: SHARE,
        'seconds of warming, each': WARM_S,
      },
      moved: { label: 'instances of driver-service', unit: '', scale: 'linear' },
      metrics: [
        { id: 'answersPerSecond', label: 'answers', unit: 'a second', better: 'higher' },
        { id: 'gain', label: 'answers by those of one instance', unit: 'times', better: 'higher' },
        FAILED,
      ],
      sides: SIDES.map((id): Side => ({ id, kind: 'other', says: variantNamed(id).says })),
      ...{
        secondsASide: INSTANCES.length * (seconds + 1),
        secondsAround: 40 + SIDES.length * WARM_S,
        claims: CLAIMS_OF_INSTANCES,
      },
      unavailable: lacksShares,
      open: (context) => open(context, { seconds }),
    },
  ];
}
