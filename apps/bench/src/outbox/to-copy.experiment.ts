import type { Experiment } from '../experiment';
import type { Settings } from '../results';
import { ToCopySides } from './to-copy-sides';

/** From the commit of a change to the commit of its copy in another service, while changes come all the time. */
export function toCopyExperiment({ quick }: Settings): Experiment {
  const load = quick
    ? { ratePerSecond: 100, warmSeconds: 0.5, seconds: 1 }
    : { ratePerSecond: 500, warmSeconds: 2, seconds: 6 };
  return {
    id: 'outbox-to-copy',
    topic: 'outbox',
    title: 'A change reaches the copy',
    says:
      'POST /rides at independent times, so many a second, whatever becomes of the earlier ones. Measured for each ' +
      "ride from the commit of the owner's transaction to the commit of the copy's, both as Postgres keeps them " +
      '(track_commit_timestamp), in one server by one clock. Answers: from the time a change was meant to be made ' +
      'to its HTTP answer.',
    settings: {
      'changes a second': load.ratePerSecond,
      seconds: load.seconds,
      'warm-up s': load.warmSeconds,
    },
    metrics: [
      { id: 'p50', label: 'Commit to copy, p50', unit: 'ms', better: 'lower' },
      { id: 'p99', label: 'Commit to copy, p99', unit: 'ms', better: 'lower' },
      { id: 'answerP50', label: 'Answer, p50', unit: 'ms', better: 'lower' },
      { id: 'answerP99', label: 'Answer, p99', unit: 'ms', better: 'lower' },
    ],
    sides: [
      {
        id: 'naive',
        kind: 'naive',
        says:
          'Nest on Express and TypeORM: ride and outbox row by save(), a poll ten times a second, each event ' +
          'published and updated on its own; Nest @EventPattern on core NATS and save()',
      },
      {
        id: 'project',
        kind: 'project',
        says: 'ride-service and driver-service as built: validation, tokens, outbox, relay, acknowledged batches',
      },
      {
        id: 'limit',
        kind: 'limit',
        says:
          'Fastify and pg: one INSERT, then published at once by hand; a bare consumer. No outbox, no tokens, no ' +
          'validation: a crash between commit and publish loses the event',
      },
    ],
    goals: [
      {
        id: 'P5',
        says: `half of ${load.ratePerSecond} changes a second are in the copy within 20 ms of their commit`,
        metric: 'p50',
        side: 'project',
        atMost: 20,
      },
      {
        id: 'P5',
        says: `99 of 100 are there within 100 ms`,
        metric: 'p99',
        side: 'project',
        atMost: 100,
      },
    ],
    secondsASide: load.warmSeconds + load.seconds + 1,
    secondsAround: 12,
    profiledSide: 'project',
    open: (context) => ToCopySides.open(context, load),
  };
}
