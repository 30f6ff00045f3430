import type { Topic } from '../../runner/experiment';
import { limit, project } from '../sides/sides';
import { openRebuild, type RebuildLoad } from './rebuild-sides';

const QUICK: RebuildLoad = {
  rides: 5_000,
  drivers: 200,
  readsPerSecond: 100,
  changesPerSecond: 20,
  secondsBefore: 0.5,
  sliceSeconds: 0.5,
};
const FULL: RebuildLoad = {
  rides: 1_000_000,
  drivers: 2_000,
  readsPerSecond: 200,
  changesPerSecond: 20,
  secondsBefore: 10,
  sliceSeconds: 2,
};

/** Measures the rebuild of Driver Service's copy of rides while events arrive and reads are answered. */
export const rebuildExperiments: Topic = ({ quick }) => {
  const plan = quick ? QUICK : FULL;
  const { rides, drivers, readsPerSecond, changesPerSecond, secondsBefore } = plan;
  return [
    {
      id: 'rebuild',
      topic: 'rebuild',
      title: `The copy of ${rides.toLocaleString('en-US')} rides is made anew`,
      says:
        "Driver Service's copy of rides has lost all rows but those of the drivers who are asked for. It is filled from the owner " +
        'while rides change, whose events are written to it as well, and while drivers are asked for their current rides at ' +
        'random moments. Afterwards each row is compared with the owner by digest.',
      settings: {
        ...{ rides, drivers, 'reads a second': readsPerSecond, 'changes a second': changesPerSecond },
        'seconds of reads before': secondsBefore,
      },
      metrics: [
        { id: 'ridesPerSecond', label: 'rides', unit: 'a second', better: 'higher' },
        { id: 'p50Before', label: 'current ride, p50 before', unit: 'ms', better: 'lower' },
        { id: 'p50', label: 'p50 meanwhile', unit: 'ms', better: 'lower' },
        { id: 'p99Before', label: 'p99 before', unit: 'ms', better: 'lower' },
        { id: 'p99', label: 'p99 meanwhile', unit: 'ms', better: 'lower' },
        { id: 'slowestBefore', label: 'slowest before', unit: 'ms', better: 'lower' },
        { id: 'slowest', label: 'slowest meanwhile', unit: 'ms', better: 'lower' },
      ],
      sides: [
        project(
          'npm run rebuild -- ride-copy: pages over gRPC, each written by one guarded statement; its start counts',
        ),
        limit(
          'pg alone: pages of 5,000 from the table of the owner, each written by one statement while the next is read',
        ),
      ],
      goals: [
        {
          ...{ id: 'P11', metric: 'ridesPerSecond', side: 'project', over: 'limit', atLeast: 0.5 },
          says: 'rides a second: at least 0.5 of the bare limit',
        },
        {
          ...{
            id: 'P11',
            metric: 'p99',
            side: 'project',
            over: 'project',
            overMetric: 'p99Before',
            atMost: 2,
          },
          says: 'p99 of reads meanwhile: at most twice that before',
        },
      ],
      repeats: 3,
      secondsASide: quick ? 4 : 90,
      secondsAround: quick ? 10 : 60,
      profiledSide: 'project',
      open: (context) => openRebuild(context, plan),
    },
  ];
};
