import { nowMs } from '@ride-hailing/testing';
import { APPROACHES } from '@ride-hailing/contracts';
import type { ProxyRequest } from '@ride-hailing/stack';
import type { Experiment, Measurement, RunContext, Topic } from '../../runner/experiment';
import { UnverifiedError } from '../../lab.errors';
import type { Side } from '../../results/results';
import { LabSystem } from '../../world/lab-system';
import { probeChanges } from '../../world/probes';
import { variantNamed } from '../../world/variants';
import { Workload } from '../../world/workload';
import { ACROSS } from '../../world/across';
import { CLAIMS } from './claims';
import { impossibleIn, missedByOffset, missedIn, shownFrom } from './curve';

const OFFSETS_MS = [0, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000];
const SIDES = [
  ...['sync-api', 'event-replication', 'database-view', 'shared-cache', 'shared-files'],
  ...['hybrid/versioned', 'hybrid/ttl', 'hybrid/none'],
];
const QUICK_SIDES = ['sync-api', 'event-replication', 'hybrid/ttl'];
const DRIVERS = 100;
const CHANGES = 10;
/** A second, of any driver: what a cache keeps was read before the change. */
const OTHER_READS = 100;
/** A consumer that is behind: what it is sent, and what it says, is under way for so long. */
const LATE_MS = 250;

interface Setting {
  readonly id: string;
  readonly title: string;
  readonly says: string;
  /** Which ways are slower than they are, and by how much in each direction. */
  readonly slower: readonly (ProxyRequest & { readonly byMs: number })[];
}

const away = (roundTripMs: number): Setting => ({
  id: `freshness-${roundTripMs}`,
  title: `How soon does a read show a change, the owner ${roundTripMs} ms away?`,
  says: `The round trip between the owner's place and the consumer's takes ${roundTripMs} ms.`,
  slower: ACROSS.map((way) => ({ ...way, byMs: roundTripMs / 2 })),
});

const SETTINGS: readonly Setting[] = [
  {
    ...away(0),
    id: 'freshness',
    title: 'How soon does a read show a change?',
    says: 'All stand at one place.',
  },
  ...[away(5), away(25)],
  {
    id: 'freshness-behind',
    title: 'How soon does a read show a change, the consumer behind?',
    says: `Driver Service hears its events ${LATE_MS} ms late, as one that has a backlog.`,
    slower: [{ from: 'driver-service', to: 'nats', byMs: LATE_MS }],
  },
];

const WAYS: readonly ProxyRequest[] = [...ACROSS, { from: 'driver-service', to: 'nats' }];

async function open(context: RunContext, { slower }: Setting, seconds: number) {
  const { signal, seed, step } = context;
  const system = await LabSystem.ofExperiment(context, { approaches: [...APPROACHES], proxies: WAYS });
  step('preparing');
  const workload = await Workload.start(system, {
    ...{ drivers: DRIVERS, changesPerSecond: CHANGES, seed, variants: SIDES.map(variantNamed), signal },
  });
  context.belongings.own(workload);
  for (const { from, to, byMs } of slower) system.proxy(from, to).set({ latencyMs: byMs });
  return {
    measure: async (side: string, repeat: number): Promise<readonly Measurement[]> => {
      const target = workload.targetOf(variantNamed(side));
      const others = { target, seed: seed + repeat, ratePerSecond: OTHER_READS, seconds };
      const [probes] = await Promise.all([
        probeChanges(workload, { target, offsetsMs: OFFSETS_MS, seconds, signal }),
        workload.readers.openLoop({ ...others, startAt: nowMs() }, signal),
      ]);
      if (probes.length === 0) throw new UnverifiedError('no ride was changed');
      const verified = `${probes.length} reads after ${probes.length / OFFSETS_MS.length} changes, each compared with the owner's log`;
      const missed = missedByOffset(probes);
      return [
        ...missed.map(({ offsetMs, share }) => ({
          ...{ at: offsetMs, values: { missed: share }, verified },
        })),
        {
          values: {
            ...{ missedReads: missedIn(probes), impossible: impossibleIn(probes) },
            ...{ shown50: shownFrom(missed, 0.5), shown99: shownFrom(missed, 0.99) },
            shown999: shownFrom(missed, 0.999),
          },
          verified,
        },
      ];
    },
  };
}

const experimentOf = (setting: Setting, { quick }: { readonly quick: boolean }): Experiment => {
  const seconds = quick ? 2 : 5;
  return {
    ...{ id: setting.id, topic: 'freshness', title: setting.title, goals: [] },
    says:
      'Each time that a ride has been changed, and whoever changed it has the answer, its driver is read again and again. How many ' +
      `of those reads miss the change, by the time since the answer? ${setting.says}`,
    settings: {
      drivers: DRIVERS,
      'changes a second': CHANGES,
      'other reads a second': OTHER_READS,
      'seconds a slot': seconds,
    },
    moved: { label: 'time since the change was answered', unit: 'ms', scale: 'linear' },
    metrics: [
      { id: 'missed', label: 'reads that miss the change', unit: 'share', better: 'lower' },
      { id: 'shown50', label: 'until half of the reads show it', unit: 'ms', better: 'lower' },
      { id: 'shown99', label: 'until 99 % of the reads show it', unit: 'ms', better: 'lower' },
      { id: 'shown999', label: 'until 99.9 % of the reads show it', unit: 'ms', better: 'lower' },
      { id: 'missedReads', label: 'reads that missed a change', unit: 'answers', better: 'lower' },
      {
        id: 'impossible',
        label: 'answers that show a state that never was',
        unit: 'answers',
        better: 'lower',
      },
    ],
    sides: (quick ? QUICK_SIDES : SIDES).map((id): Side => ({
      id,
      kind: 'other',
      says: variantNamed(id).says,
    })),
    ...{ secondsASide: seconds + 2, secondsAround: 25, repeats: 3 },
    claims: setting.id === 'freshness' ? CLAIMS : [],
    open: (context) => open(context, setting, seconds),
  };
};

/** The chance that a read shows a change, by the time since it (probabilistically bounded staleness: Bailis et al., 2012). */
export const freshnessTopic: Topic = (settings) =>
  (settings.quick ? SETTINGS.slice(0, 1) : SETTINGS).map((setting) => experimentOf(setting, settings));
