import type { Experiment } from '../../runner/experiment';
import type { Settings } from '../../results/results';
import { DRAIN_METRICS, PROJECT_RELAY } from './drain.experiment';
import { DrainSides } from './drain-sides';

/** Rows are kept for 7 days after they were published: whether the relay feels them. */
export function keptRowsExperiments({ quick }: Settings): Experiment[] {
  const events = quick ? 3_000 : 30_000;
  return (quick ? [] : [10_000, 100_000, 1_000_000]).map((kept) => ({
    id: `outbox-kept-${kept}`,
    topic: 'outbox',
    title: `A backlog goes out of a table that keeps ${kept.toLocaleString('en-US')} published rows`,
    says: 'The same as with an empty table, beside rows that were published and are kept to be published again.',
    settings: { events, rides: events / 3, 'kept rows': kept },
    metrics: DRAIN_METRICS,
    sides: [PROJECT_RELAY],
    goals: [],
    series: { id: 'outbox-by-kept-rows', title: 'Relay by kept rows', of: 'kept rows', x: kept },
    repeats: 2,
    secondsASide: 5,
    secondsAround: 8 + kept / 80_000,
    open: (context) => DrainSides.open(context, { events, naiveEvents: 0, kept }),
  }));
}
