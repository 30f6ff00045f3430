import { join } from 'node:path';
import type { Program } from '@ride-hailing/testing';
import { UnverifiedError } from '../../../lab.errors';
import { startProgram } from '../../../runner/systems';
import type { RunContext, Experiment, Measurement, OpenExperiment } from '../../../runner/experiment';
import type { Settings } from '../../../results/results';
import { serviceProfiling } from '../../../runner/service-profiling';
import { DetailsSystem } from '../details-system';
import { RIDES } from '../planted-rides';
import { verifyUncached } from '../verify-uncached';
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
type Readers = Program<PortOrder, PortReport>;

const ANSWER_WITHIN_MS = 20_000;

class PortExperiment implements OpenExperiment {
  private orders = 0;

  constructor(
    private readonly system: DetailsSystem,
    private readonly readers: ReadonlyMap<string, Readers>,
    private readonly seconds: number,
    private readonly warmUpSeconds: number,
    private readonly seed: number,
  ) {}

  async measure(side: string, repeat: number): Promise<Measurement> {
    const { perCall } = SIDES[side as SideId];
    const newNotes = `${side} ${repeat} ${(this.orders += 1)}`;
    const order = { load: { readers: READERS }, perCall, seed: this.seed + repeat, newNotes };
    await this.order(side, { ...order, seconds: this.warmUpSeconds });
    await this.system.rides.note('before');
    const before = await this.system.ownersWork();
    const reading = this.order(side, { ...order, seconds: this.seconds });
    // Not later than the middle: the rest is to be read with the new notes.
    await new Promise((resolve) => setTimeout(resolve, this.seconds * 500));
    const changedAt = await this.system.rides.note(newNotes);
    const report = await reading;
    const after = await this.system.ownersWork();
    const calls = after.calls - before.calls;
    const verified = verifyUncached(report, changedAt, calls);
    // One lookup at a time is the same work on the limit's side: nothing is there to go with it.
    const oneByOne = { ...order, load: { ratePerSecond: RATE }, perCall: 1 };
    await this.order(side, { ...oneByOne, seconds: this.warmUpSeconds / 2 });
    const calm = await this.order(side, { ...oneByOne, seconds: this.seconds / 2 });
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
  }

  private order(side: string, order: PortOrder): Promise<PortReport> {
    const readers = this.readers.get(side);
    if (!readers) throw new Error(`no side ${side}`);
    return readers.order(order, ANSWER_WITHIN_MS);
  }
}

async function open(context: RunContext, seconds: number, warmUpSeconds: number): Promise<OpenExperiment> {
  const system = await DetailsSystem.start(context);
  const readers = new Map<string, Readers>();
  const start = async (side: SideId) => {
    const profileFolder = side === 'project' ? context.profileFolder : undefined;
    const env = { ...system.environment(), ...serviceProfiling('details-port', profileFolder) };
    const file = join(__dirname, 'port-readers.process.ts');
    readers.set(side, await startProgram(context, file, { args: [SIDES[side].port], env }));
  };
  await Promise.all((Object.keys(SIDES) as SideId[]).map(start));
  return new PortExperiment(system, readers, seconds, warmUpSeconds, context.seed);
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
      "every answer is read by the owner's query. Then one lookup at a time at moments of chance, for the latency.",
    settings: { rides: RIDES, readers: READERS, seconds, 'lookups/s for the latency': RATE },
    metrics: [
      { id: 'rides', label: 'rides', unit: 'a second', better: 'higher' },
      { id: 'p50', label: 'a lookup, p50', unit: 'ms', better: 'lower' },
      { id: 'callsPer1000', label: 'calls per 1,000', unit: 'calls', better: 'lower' },
      { id: 'ownerCpu', label: "owner's CPU per 1,000", unit: 'ms', better: 'lower' },
      { id: 'readerCpu', label: "reader's CPU per 1,000", unit: 'ms', better: 'lower' },
    ],
    sides: [
      { id: 'naive', kind: 'naive', says: "a call per lookup, by Nest's gRPC client and the .proto file" },
      {
        id: 'project',
        kind: 'project',
        says: 'the port as Driver Service wires it: lookups of a turn share a call',
      },
      { id: 'limit', kind: 'limit', says: `grpc-js alone, ${READERS} lookups in each call` },
    ],
    goals: [
      {
        ...{ id: 'P4', says: 'details at the port, 64 readers: at least 2 x one call each' },
        ...{ metric: 'rides', side: 'project', over: 'naive', atLeast: 2 },
      },
    ],
    secondsASide: 1.5 * (seconds + warmUpSeconds) + 0.3,
    secondsAround: 10,
    profiledSide: 'project',
    open: (context) => open(context, seconds, warmUpSeconds),
  };
}
