import type { Metric, Side } from '../../results/results';
import type { Claim, Experiment, Measurement, RunContext, Topic } from '../../runner/experiment';
import { all, never, sometimes } from '../../verdicts/rule';
import { GuardsWorld } from './guards-world';
import { assignmentTurn, copyTurn, ownerTurn, type Turn } from './turns';

interface Guarded {
  readonly says: string;
  readonly measure: (turn: Turn) => Promise<Measurement>;
}

const GUARDS: Readonly<Record<string, Guarded>> = {
  copy: {
    says: "Driver Service's own consumer and statement",
    measure: (turn) => copyTurn(turn, 'nothing'),
  },
  'no-version-guard': {
    says: 'the same, and its statement without `WHERE kept.version < EXCLUDED.version`',
    measure: (turn) => copyTurn(turn, 'version-guard'),
  },
  'ack-first': {
    says: 'the same, and a batch is acknowledged before it is committed',
    measure: (turn) => copyTurn(turn, 'ack-after-commit'),
  },
  'delete-on-end': {
    says: 'the same, and the row of a ride that has ended is deleted, instead of kept with its version',
    measure: (turn) => copyTurn(turn, 'fence'),
  },
  outbox: {
    says: "the owner's change and its event in one transaction, and the project's relay",
    measure: (turn) => ownerTurn(turn, 'outbox'),
  },
  'publish-after-commit': {
    says: 'the event is published when the change has been committed',
    measure: (turn) => ownerTurn(turn, 'publish-after'),
  },
  'publish-before-commit': {
    says: 'the event is published just before the change is committed',
    measure: (turn) => ownerTurn(turn, 'publish-first'),
  },
  coordinator: {
    says: "the gateway's coordinator, log and recovery",
    measure: (turn) => assignmentTurn(turn, 'coordinator'),
  },
  'two-calls': {
    says: 'the driver is taken by one call, and the ride by the next',
    measure: (turn) => assignmentTurn(turn, 'two-calls'),
  },
};

const wrong = (side: string) => ({ metric: 'wrong', side });

/** Written before the first run. */
export const CLAIMS: readonly Claim[] = [
  {
    id: 'asynchronous-order',
    means:
      'without the version guard, with the ack first, with rows deleted at the end, and without an outbox, states are lost or ' +
      'impossible in some repeat; with the guards in none',
    rule: all(
      sometimes(wrong('no-version-guard')),
      sometimes(wrong('ack-first')),
      sometimes(wrong('delete-on-end')),
      sometimes(wrong('publish-after-commit')),
      never(wrong('copy')),
      never(wrong('outbox')),
    ),
  },
];

const counted = (id: string, label: string): Metric => ({ id, label, unit: 'states', better: 'lower' });

const METRICS: readonly Metric[] = [
  counted('wrong', 'wrong in all'),
  counted('lost', 'lost: never arrived'),
  counted('older', 'older: the last state never arrived'),
  counted('resurrected', 'resurrected: ended, and on the road again'),
  counted('phantom', 'phantoms: an event of no change'),
  counted('doubled', 'doubled: the same event twice'),
  counted('mixed', 'mixed: assigned on one side only'),
];

const SAYS =
  'Each guard is taken away alone, and what is wrong when everything has arrived is counted against the log of what was committed. ' +
  'Postgres and NATS are real. Events come late and twice, and programs are killed by SIGKILL at moments drawn from the seed, in the ' +
  "midst of their work, and started again. With its guards each is the project's own code: the consumer and the statement of the copy, " +
  'the outbox and its relay, the coordinator with its log and recovery. Without one, the same code has one step less or another order. ' +
  'Delivery is rougher here than a healthy broker makes it: what is shown is that a state can go wrong, not how often it would.';

async function open(context: RunContext, sizes: Pick<Turn, 'kills' | 'rides'>) {
  const world = await GuardsWorld.start(context);
  return {
    measure: async (side: string, repeat: number): Promise<Measurement> => {
      const guarded = GUARDS[side];
      if (!guarded) throw new RangeError(`${side}: not among ${Object.keys(GUARDS).join(', ')}`);
      return guarded.measure({ ...sizes, context, world, seed: context.seed + repeat });
    },
  };
}

/** What each guard against disorder, repeats and crashes is good for. */
export const guardsTopic: Topic = ({ quick }) => {
  const sizes = quick ? { kills: 2, rides: 100 } : { kills: 4, rides: 200 };
  const sides = Object.entries(GUARDS).map(([id, { says }]): Side => {
    const isGuarded = ['copy', 'outbox', 'coordinator'].includes(id);
    return { id, says, kind: isGuarded ? 'project' : 'naive' };
  });
  const experiment: Experiment = {
    ...{
      id: 'guards',
      topic: 'guards',
      title: 'What goes wrong without each guard?',
      goals: [],
      claims: CLAIMS,
    },
    ...{ says: SAYS, settings: sizes, metrics: METRICS, sides, repeats: quick ? 1 : 3 },
    ...{ secondsASide: quick ? 8 : 14, secondsAround: 8 },
    open: (context) => open(context, sizes),
  };
  return [experiment];
};
