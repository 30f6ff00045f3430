import type { Goal, Side } from '../../results/results';
import type { Experiment, Topic } from '../../runner/experiment';
import { lacksShares } from '../../world/cpu-shares';
import { openInstancesIngest } from './instances-ingest';
import { CONNECTIONS, openReads } from './instances-reads';
import { METRICS, SHARE } from './turn';

const goal = (atLeast: number, says: string): Goal => ({
  ...{ id: 'P10', metric: 'perSecond', side: 'four', over: 'one', atLeast },
  says: `${says} of four instances, by those of one, at least ${atLeast}`,
});

const rate = (label: string) => ({ id: 'perSecond', label, unit: 'a second', better: 'higher' }) as const;

const says = (what: string) =>
  `${what} Each instance of Driver Service has ${SHARE * 100} % of a core, so that four of them and all else fit on two ` +
  'cores, and the shares are the limit. A turn in which less than a tenth of the machine was idle, and the instances did not get their whole shares, has no rate.';

/** P10: what more instances of driver-service gain. In a hurry two of them, and reads alone. */
export const instancesExperiments: Topic = ({ quick }) => {
  const instances = { one: 1, two: 2, ...(quick ? {} : { four: 4 }) };
  const sides = Object.entries(instances).map(([id, many]): Side => ({
    ...{ id, kind: 'project', says: `driver-service, ${many === 1 ? 'one instance' : `${many} instances`}` },
  }));
  const reads = quick
    ? { drivers: 500, warmUpSeconds: 0.5, seconds: 1 }
    : { drivers: 5_000, warmUpSeconds: 4, seconds: 4 };
  const ingest = { drivers: 20_000, updates: 60_000 };
  const both = { topic: 'instances', sides, unavailable: lacksShares } as const;
  const ofReads: Experiment = {
    ...{ ...both, id: 'instances-reads', title: 'Answers of one, two and four instances' },
    says: says('GET /drivers/:id, asked of each instance as fast as it answers.'),
    settings: {
      ...{ share: SHARE, drivers: reads.drivers, seconds: reads.seconds },
      'connections to an instance': CONNECTIONS,
    },
    metrics: [rate('answers'), ...METRICS],
    goals: quick ? [] : [goal(3.6, 'answers a second')],
    ...{ secondsASide: reads.seconds + 1, secondsAround: 25 + reads.warmUpSeconds },
    open: (context) => openReads(context, { instances, ...reads }),
  };
  const ofIngest: Experiment = {
    ...{ ...both, id: 'instances-ingest', title: 'Driver updates of one, two and four instances' },
    says: says('A backlog of driver updates, taken by all instances together through one durable.'),
    settings: { share: SHARE, ...ingest },
    metrics: [rate('updates'), ...METRICS],
    goals: [goal(3, 'updates a second')],
    ...{ secondsASide: 20, secondsAround: 40 },
    open: (context) => openInstancesIngest(context, { instances, ...ingest }),
  };
  return quick ? [ofReads] : [ofReads, ofIngest];
};
