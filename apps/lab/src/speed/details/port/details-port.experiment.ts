import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { UnverifiedError } from '../../../lab.errors';
import type { Settings } from '../../../results/results';
import type { Experiment, OpenExperiment, RunContext } from '../../../runner/experiment';
import { serviceProfiling } from '../../../runner/service-profiling';
import { startProgram } from '../../../runner/start-program';
import type { LabSystem } from '../../../world/lab-system';
import { limit, naive, openSides, project, type Sides } from '../../sides/sides';
import { RIDES, startDetailsWorld } from '../details-world';
import { verifyUncached } from '../answer-check';
import type { PortOrder, PortReport } from './port-readers.process';

const READERS = 64;
const RATE = 500;
const ROOT = join(__dirname, '../../../../../..');
const SIDES = {
  naive: { port: join(__dirname, 'naive.port.ts'), perCall: 1 },
  project: { port: join(ROOT, 'apps/driver-service/test/details-port.ts'), perCall: 1 },
  limit: { port: join(__dirname, 'limit.port.ts'), perCall: READERS },
} as const;
type SideId = keyof typeof SIDES;

const ANSWER_WITHIN_MS = 20_000;

/** What a process of its own needs to do the same work as Driver Service; not profiled for that. */
function environmentOf(system: LabSystem): Record<string, string> {
  const profiling = serviceProfiling('', '');
  const set = Object.entries(system.process('driver-service').spec.env).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && !(entry[0] in profiling),
  );
  return Object.fromEntries(set);
}

async function open(context: RunContext, seconds: number, warmUpSeconds: number): Promise<OpenExperiment> {
  const world = await startDetailsWorld(context);
  const { system, rides } = world;
  let orders = 0;

  async function measureOf(side: SideId): Promise<Sides[string]> {
    const { port, perCall } = SIDES[side];
    const profileFolder = side === 'project' ? context.profileFolder : undefined;
    const env = { ...environmentOf(system), ...serviceProfiling('details-port', profileFolder) };
    const file = join(__dirname, 'port-readers.process.ts');
    const readers = await startProgram<PortOrder, PortReport>(context, file, { args: [port], env });
    return async (repeat) => {
      const newNotes = `${side} ${repeat} ${(orders += 1)}`;
      const seed = context.seed + repeat;
      const order = { load: { readers: READERS }, rides: RIDES, perCall, seed, newNotes };
      await readers.order({ ...order, seconds: warmUpSeconds }, ANSWER_WITHIN_MS);
      await rides.note('before');
      const before = await world.ownersWork();
      const reading = readers.order({ ...order, seconds }, ANSWER_WITHIN_MS);
      // Not later than the middle: the rest is to be read with the new notes.
      await delay(seconds * 500);
      const changedAt = await rides.note(newNotes);
      const report = await reading;
      const after = await world.ownersWork();
      const calls = after.calls - before.calls;
      const verified = verifyUncached(report, changedAt, calls);
      // One lookup at a time is the same work on the limit's side: nothing is there to go with it.
      const oneByOne = { ...order, load: { ratePerSecond: RATE }, perCall: 1 };
      await readers.order({ ...oneByOne, seconds: warmUpSeconds / 2 }, ANSWER_WITHIN_MS);
      const calm = await readers.order({ ...oneByOne, seconds: seconds / 2 }, ANSWER_WITHIN_MS);
      if (calm.wrong !== null) throw new UnverifiedError(calm.wrong);
      return {
        values: {
          rides: report.right / report.seconds,
          p50: calm.latency.p50,
          callsPer1000: (calls / report.right) * 1_000,
          ownerCpu: ((after.cpuSeconds - before.cpuSeconds) / report.right) * 1_000 * 1_000,
          readerCpu: (report.cpuSeconds / report.right) * 1_000 * 1_000,
        },
        latency: calm.latency,
        verified: `${verified}; and ${calm.right} at ${RATE}/s`,
      };
    };
  }

  const ids = Object.keys(SIDES) as SideId[];
  const measures = await Promise.all(ids.map(async (side) => [side, await measureOf(side)] as const));
  return openSides(Object.fromEntries(measures));
}

export function detailsPort(settings: Settings): Experiment {
  const seconds = settings.quick ? 0.6 : 3;
  const warmUpSeconds = settings.quick ? 0.2 : 1.5;
  return {
    id: 'details-port',
    topic: 'details',
    title: 'Details at the port, uncached',
    says:
      `${READERS} concurrent readers ask for one ride each, out of ${RIDES}, with the caching choice \`none\`: ` +
      "every answer is read by the owner's query. Then one lookup at a time at random moments, for the latency.",
    settings: { rides: RIDES, readers: READERS, seconds, 'lookups/s for the latency': RATE },
    metrics: [
      { id: 'rides', label: 'rides', unit: 'a second', better: 'higher' },
      { id: 'p50', label: 'a lookup, p50', unit: 'ms', better: 'lower' },
      { id: 'callsPer1000', label: 'calls per 1,000', unit: 'calls', better: 'lower' },
      { id: 'ownerCpu', label: "owner's CPU per 1,000", unit: 'ms', better: 'lower' },
      { id: 'readerCpu', label: "reader's CPU per 1,000", unit: 'ms', better: 'lower' },
    ],
    sides: [
      naive("a call per lookup, by Nest's gRPC client and the .proto file"),
      project('the port as Driver Service wires it: lookups of a turn share a call'),
      limit(`grpc-js alone, ${READERS} lookups in each call`),
    ],
    goals: [
      {
        ...{ id: 'P4', says: 'details at the port, 64 readers, by those of one call each' },
        ...{ metric: 'rides', side: 'project', over: 'naive', atLeast: 8 },
      },
    ],
    secondsASide: 1.5 * (seconds + warmUpSeconds) + 0.3,
    secondsAround: 10,
    profiledSide: 'project',
    open: (context) => open(context, seconds, warmUpSeconds),
  };
}
