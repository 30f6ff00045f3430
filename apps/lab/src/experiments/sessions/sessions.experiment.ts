import { setTimeout as delay } from 'node:timers/promises';
import { APPROACHES } from '@ride-hailing/contracts';
import type { ProxyRequest } from '@ride-hailing/stack';
import type { Metric, Side } from '../../results/results';
import type { Claim, Measurement, RunContext, Topic } from '../../runner/experiment';
import { never, sometimes } from '../../verdicts/rule';
import { LabSystem } from '../../world/lab-system';
import { variantNamed } from '../../world/variants';
import { Workload } from '../../world/workload';
import { IMPOSSIBLE, OWNER_CALLS } from '../metrics';
import { followChanges, type Role } from './session-client';
import { type PlaceTally, placeValues, tallyOf, turnValues } from './tally';

const TOKEN = ' + token';
const READ_FROM = {
  full: [
    ...['sync-api', 'event-replication', 'database-view', 'shared-cache', 'shared-files'],
    ...['hybrid/versioned', 'hybrid/ttl'],
  ],
  quick: ['event-replication', 'hybrid/versioned'],
};
const LATE_MS = [0, 50];
const DRIVERS = 40;
const CHANGES = 20;

/** The way of the events to Driver Service. */
const NEWS: ProxyRequest = { from: 'driver-service', to: 'nats' };
/** Reads of the store that services share would be late, too, if they went the way of the events. */
const READS_OF_STORE: ProxyRequest = { from: 'driver-service', to: 'shared-store' };

export const CLAIMS: readonly Claim[] = [
  {
    id: 'consistency-strong',
    means:
      'no read of sync-api misses a change that its session has made, and none goes back behind an earlier one',
    rule: never({ metric: 'violations', side: 'sync-api' }),
  },
  {
    id: 'hybrid-inconsistent',
    means: 'without the token some reads of hybrid/versioned miss a change that their session has made',
    rule: sometimes({ metric: 'missedOwn', side: 'hybrid/versioned', at: 0 }),
  },
  {
    id: 'asynchronous-inconsistent',
    means: 'without the token some reads of event-replication miss a change that their session has made',
    rule: sometimes({ metric: 'missedOwn', side: 'event-replication', at: 0 }),
  },
];

const METRICS: readonly Metric[] = [
  {
    ...{ id: 'missedOwn', label: 'own changes missed, in 10,000 operations' },
    ...{ unit: 'answers', better: 'lower' },
  },
  {
    ...{
      id: 'wentBack',
      label: 'reads that go back, in 10,000 operations',
    },
    ...{ unit: 'answers', better: 'lower' },
  },
  {
    ...{
      id: 'wentBackReading',
      label: 'reads that go back, in 10,000 that others do',
    },
    ...{ unit: 'answers', better: 'lower' },
  },
  { id: 'p50', label: 'p50 of a read after the own change', unit: 'ms', better: 'lower' },
  OWNER_CALLS,
  { id: 'refused', label: 'refused reads (503)', unit: 'share', better: 'lower' },
  { id: 'violations', label: 'violations of any kind', unit: 'answers', better: 'lower' },
  IMPOSSIBLE,
];

async function open(context: RunContext, { seconds }: { readonly seconds: number }) {
  const { signal, seed, step, belongings } = context;
  const system = await LabSystem.ofExperiment(context, {
    ...{ approaches: [...APPROACHES], proxies: [NEWS, READS_OF_STORE] },
  });
  step('preparing');
  const variants = READ_FROM.full.map(variantNamed);
  const workload = await Workload.start(system, {
    ...{ drivers: DRIVERS, changesPerSecond: CHANGES, seed, variants, signal },
  });
  belongings.own(workload);
  step('second instance');
  const { url } = await system.stack.addInstance('driver-service');
  const urls = [system.stack.urls.driverService, url];

  const measureAt = async (side: string, lateMs: number) => {
    system.proxy(NEWS.from, NEWS.to).set({ latencyMs: lateMs });
    // Events that are under way arrive as late as they were sent.
    await delay(2 * Math.max(...LATE_MS), undefined, { signal });
    const target = workload.targetOf(variantNamed(side.replace(TOKEN, '')));
    const instances = urls.map((one) => ({ ...target, urls: [one] }));
    const follow = (role: Role) =>
      followChanges(workload, { role, instances, sendsToken: side.endsWith(TOKEN), seconds, signal });
    const before = await system.ownerCalls();
    const writers = await follow('writer');
    const ownerCalls = (await system.ownerCalls()) - before;
    const onlookers = await follow('onlooker');
    const states = await workload.states();
    const tally: PlaceTally = { writers: tallyOf(writers, states), onlookers: tallyOf(onlookers, states) };
    return { lateMs, ownerCalls, tally };
  };

  return {
    measure: async (side: string): Promise<readonly Measurement[]> => {
      const measured: Awaited<ReturnType<typeof measureAt>>[] = [];
      for (const lateMs of LATE_MS) {
        step(`${side}, events ${lateMs} ms late`);
        measured.push(await measureAt(side, lateMs));
      }
      const tallies = measured.map(({ tally }) => tally);
      const sum = (role: keyof PlaceTally, of: 'reads' | 'writes') =>
        tallies.reduce((total, tally) => total + tally[role][of], 0);
      const verified =
        `${sum('writers', 'reads')} reads after ${sum('writers', 'writes')} own changes and ${sum('onlookers', 'reads')} after ` +
        "those of others, each compared with the owner's log";
      return [
        { values: turnValues(tallies, side.endsWith(TOKEN)), verified },
        ...measured.map(({ lateMs, ownerCalls, tally }) => ({
          ...{ at: lateMs, values: placeValues(tally, ownerCalls), verified },
        })),
      ];
    },
  };
}

/** With the token and without it, so that both stand in the same block. */
const pairOf = (id: string): Side[] => {
  const { says } = variantNamed(id);
  return [
    { id, kind: 'other', says },
    {
      id: id + TOKEN,
      kind: 'other',
      says: `${says}; a read names the newest version that its client knows of`,
    },
  ];
};

/** Session guarantees with two instances, and what a token for them costs. */
export const sessionsTopic: Topic = ({ quick }) => {
  const seconds = quick ? 0.7 : 2;
  const pairs = (quick ? READ_FROM.quick : READ_FROM.full).flatMap(pairOf);
  const sides = quick ? [...pairOf('sync-api').slice(0, 1), ...pairs] : pairs;
  return [
    {
      ...{ id: 'sessions', topic: 'sessions', title: 'Is the own change read?' },
      says:
        'Clients change a ride through the gateway and then read its driver at once, several times, each read at the other of two ' +
        'instances of Driver Service. Which reads miss the own change (read your writes), and which go back behind an earlier read ' +
        'of the same client (monotonic reads)? Others, who change nothing, read other such drivers in the same way. With the token, a read ' +
        'names the ETag of the own change in If-Version-At-Least, or, of a client that only reads, that of the newest ride that it was ' +
        `shown; of an answer without a ride there is none. Driver Service hears its events at once, and then ${Math.max(...LATE_MS)} ms late, as a ` +
        'consumer that is behind; the shared store and calls are as fast as ever. Where an answer may be read in several ways, the ' +
        'one in its favour counts.',
      settings: { drivers: DRIVERS, 'changes a second': CHANGES, 'seconds a slot': seconds },
      moved: { label: 'delay of the events', unit: 'ms', scale: 'linear' },
      ...{ metrics: METRICS, goals: [], claims: CLAIMS, sides, repeats: 3 },
      secondsASide: LATE_MS.length * (2 * seconds + 1),
      secondsAround: 35,
      open: (context) => open(context, { seconds }),
    },
  ];
};
