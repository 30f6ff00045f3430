import type { Metric, Settings } from '../../results/results';
import type { Experiment } from '../../runner/experiment';
import { limit, naive, other, project } from '../sides/sides';
import { openDrain } from './drain-sides';

const METRICS: readonly Metric[] = [
  { id: 'eventsPerSecond', label: 'Events', unit: 'a second', better: 'higher' },
  { id: 'cpuPer1000', label: 'CPU for 1,000 events', unit: 'ms', better: 'lower' },
];

const PROJECT = project('the relay of ride-service, as built: reads, publishes and marks, under its lock');

/** What the relay takes, against a poller and against publishing alone. */
export function drainExperiment({ quick }: Settings): Experiment {
  const events = quick ? 3_000 : 30_000;
  const naiveEvents = quick ? 300 : 2_000;
  return {
    ...{ id: 'outbox-drain', topic: 'outbox', title: 'A backlog of events goes out', metrics: METRICS },
    says:
      'Committed events wait in the outbox. Measured from the first message in the stream until all are published ' +
      'with acknowledgement and marked in the database. CPU: of the publishing process, Postgres and NATS.',
    settings: { events, rides: events / 3, 'events of the naive side': naiveEvents, 'in flight': 1_000 },
    sides: [
      naive(
        'ten times a second the oldest 100 by TypeORM, each published with acknowledgement and then updated; ' +
          'the same backlog, measured over the first part of it',
      ),
      PROJECT,
      limit('the same messages by `nats` alone, with acknowledgement, 1,000 in flight; no database'),
      other(
        'pipelined',
        "the same without the client's request(): one subscription hears all acknowledgements",
      ),
    ],
    goals: [
      {
        id: 'P5',
        says: "the relay's events a second, by those of acknowledged publishing, pipelined",
        ...{ metric: 'eventsPerSecond', side: 'project', over: 'pipelined', atLeast: 0.6 },
      },
    ],
    secondsASide: quick ? 1 : 5,
    secondsAround: 8,
    profiledSide: 'project',
    open: (context) => openDrain(context, { events, naiveEvents }),
  };
}

/** Rows are kept for 7 days after they were published: whether the relay feels them. */
export function keptRowsExperiments({ quick }: Settings): Experiment[] {
  const events = 30_000;
  return (quick ? [] : [10_000, 100_000, 1_000_000]).map((kept): Experiment => ({
    ...{ id: `outbox-kept-${kept}`, topic: 'outbox', metrics: METRICS, sides: [PROJECT], goals: [] },
    title: `A backlog goes out of a table that keeps ${kept.toLocaleString('en-US')} published rows`,
    says: 'The same as with an empty table, beside rows that were published and are kept to be published again.',
    settings: { events, rides: events / 3, 'kept rows': kept },
    series: { id: 'outbox-by-kept-rows', title: 'Relay by kept rows', of: 'kept rows', x: kept },
    repeats: 2,
    secondsASide: 5,
    secondsAround: 8 + kept / 80_000,
    open: (context) => openDrain(context, { events, kept }),
  }));
}
