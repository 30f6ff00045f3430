import type { Experiment } from '../../runner/experiment';
import type { Metric, Settings } from '../../results/results';
import { DrainSides } from './drain-sides';

export const DRAIN_METRICS: readonly Metric[] = [
  { id: 'eventsPerSecond', label: 'Events', unit: 'a second', better: 'higher' },
  { id: 'cpuPer1000', label: 'CPU for 1,000 events', unit: 'ms', better: 'lower' },
];

export const PROJECT_RELAY = {
  id: 'project',
  kind: 'project',
  says: 'the relay of ride-service, as built: reads, publishes and marks, under its lock',
} as const;

/** What the relay takes, against a poller and against publishing alone. */
export function drainExperiment({ quick }: Settings): Experiment {
  const events = quick ? 3_000 : 30_000;
  const naiveEvents = quick ? 300 : 2_000;
  return {
    id: 'outbox-drain',
    topic: 'outbox',
    title: 'A backlog of events goes out',
    says:
      'Committed events wait in the outbox. Measured from the first message in the stream until all are published ' +
      'with acknowledgement and marked in the database. CPU: of the publishing process, Postgres and NATS.',
    settings: { events, rides: events / 3, 'events of the naive side': naiveEvents, 'in flight': 1_000 },
    metrics: DRAIN_METRICS,
    sides: [
      {
        id: 'naive',
        kind: 'naive',
        says:
          'ten times a second the oldest 100 by TypeORM, each published with acknowledgement and then updated; ' +
          'the same backlog, measured over the first part of it',
      },
      PROJECT_RELAY,
      {
        id: 'limit',
        kind: 'limit',
        says: 'the same messages by `nats` alone, with acknowledgement, 1,000 in flight; no database',
      },
      {
        id: 'pipelined',
        kind: 'other',
        says: "the same without the client's request(): one subscription hears all acknowledgements",
      },
    ],
    goals: [
      {
        id: 'P5',
        says: 'the relay publishes at least 0.6 times as fast as bare acknowledged publishing',
        metric: 'eventsPerSecond',
        side: 'project',
        over: 'limit',
        atLeast: 0.6,
      },
    ],
    secondsASide: quick ? 1 : 5,
    secondsAround: 8,
    profiledSide: 'project',
    open: (context) => DrainSides.open(context, { events, naiveEvents }),
  };
}
