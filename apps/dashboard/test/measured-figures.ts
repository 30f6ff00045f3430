import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '../../..');
const RESULTS = join(ROOT, 'docs/lab/results.json');

/** Where the page reads them. */
export const MEASURED_FILE = join(ROOT, 'apps/dashboard/page/decide/measured.json');

/** The part of the lab's results that is read here. */
interface Results {
  readonly endedAt: string;
  readonly command: string;
  readonly experiments: readonly Experiment[];
}
interface Experiment {
  readonly id: string;
  readonly settings: Readonly<Record<string, number | string>>;
  readonly sides: readonly { readonly id: string; readonly samples: readonly Sample[] }[];
}
interface Sample {
  readonly at?: number;
  readonly values: Readonly<Record<string, number>>;
}

/** Reads and changes a second of the mix in which calls on the owner were counted. */
const MIX = { readsPerSecond: 80, changesPerSecond: 16 };
/** Caching choices that an experiment has not measured alike do there what this one does. */
const OF_HYBRID = 'hybrid/versioned';

const rounded = (value: number): number => Number(value.toPrecision(4));

function median(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  const middle = sorted.length / 2;
  const [low, high] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]];
  if (low === undefined || high === undefined) throw new Error('nothing was measured');
  return (low + high) / 2;
}

/** Slope and height at 0 of the line of least squares. */
function lineThrough(points: readonly (readonly [x: number, y: number])[]) {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [meanX, meanY] = [mean(points.map(([x]) => x)), mean(points.map(([, y]) => y))];
  const spread = points.reduce((sum, [x]) => sum + (x - meanX) ** 2, 0);
  const slope = points.reduce((sum, [x, y]) => sum + (x - meanX) * (y - meanY), 0) / spread;
  return { slope: Math.max(0, slope), atZero: Math.max(0, meanY - slope * meanX) };
}

class Figures {
  constructor(private readonly experiments: readonly Experiment[]) {}

  experiment(id: string): Experiment {
    const found = this.experiments.find((one) => one.id === id);
    if (!found) throw new Error(`the lab's results have no experiment ${id}`);
    return found;
  }

  /** The median over the repeats, at one value of what the experiment moves, or of the turns as a whole. */
  of(id: string, side: string, metric: string, at?: number): number {
    return median(this.samples(id, side).flatMap((one) => (one.at === at ? (one.values[metric] ?? []) : [])));
  }

  /** Medians at each value of what the experiment moves. */
  along(id: string, side: string, metric: string): readonly (readonly [at: number, value: number])[] {
    const places = new Set(this.samples(id, side).flatMap(({ at }) => at ?? []));
    return [...places]
      .sort((one, other) => one - other)
      .map((at) => [at, this.of(id, side, metric, at)] as const);
  }

  /** Bytes on the wire: of an answer, and of a change. */
  bytes(side: string) {
    const points = this.along('traffic', side, 'bytesPerRead');
    const { slope, atZero } = lineThrough(
      points.map(([readsPerChange, bytes]) => [1 / readsPerChange, bytes]),
    );
    return { perRead: rounded(atZero), perChange: rounded(slope) };
  }

  /** ms from a change to the first read that shows it, in the mean: the area below the share of reads that miss it. */
  meanUntilShown(side: string): number {
    // What a cache gives by its time is the model's own; all of hybrid has one copy.
    const missed = this.along('freshness', side.startsWith('hybrid/') ? OF_HYBRID : side, 'missed');
    return missed.slice(1).reduce((sum, [at, share], index) => {
      const [before, shareBefore] = missed[index] ?? [at, share];
      return sum + ((share + shareBefore) / 2) * (at - before);
    }, 0);
  }

  private samples(id: string, side: string): readonly Sample[] {
    const { sides } = this.experiment(id);
    const has = (name: string) => sides.find((one) => one.id === name)?.samples;
    return has(side) ?? (side.startsWith('hybrid/') ? has(OF_HYBRID) : undefined) ?? [];
  }
}

/** Bytes beside the owner by the number of rides: what one more takes. */
function storedPerRide(figures: Figures, side: string): number {
  return rounded(lineThrough(figures.along('volume-rides', side, 'stored')).slope);
}

function figuresOf(figures: Figures, name: string) {
  const [approach = '', cache = null] = name.split('/');
  const owner = (metric: string) => figures.of('faults-owner-killed', name, metric);
  return {
    ...{ name, approach, cache },
    readP50Ms: rounded(figures.of('distance', name, 'p50', 0)),
    shownAfterMs: rounded(figures.meanUntilShown(name)),
    ownerCallsPer1000Reads: rounded(
      figures.of('traffic', name, 'ownerCalls', MIX.readsPerSecond / MIX.changesPerSecond),
    ),
    cpuSecondsPer1000Reads: rounded(figures.of('capacity', name, 'cpuAll')),
    wholeWithoutOwner: rounded(1 - owner('failed') - owner('partial')),
    fetchedBytesPerRead: figures.bytes(name).perRead,
    storedBytesPerRide: storedPerRide(figures, name),
  };
}

/** The figures of the lab's committed run that *Decide* needs: medians over its repeats. */
export function measuredFigures() {
  const { command, endedAt, experiments } = JSON.parse(readFileSync(RESULTS, 'utf8')) as Results;
  const figures = new Figures(experiments);
  const variants = figures.experiment('distance').sides.map(({ id }) => figuresOf(figures, id));
  const callsPerRead =
    (variants.find(({ name }) => name === 'sync-api')?.ownerCallsPer1000Reads ?? 0) / 1_000;
  return {
    command,
    measuredAt: endedAt,
    workload: { ...MIX, records: Number(figures.experiment('traffic').settings.drivers) },
    bytes: {
      perCall: rounded(figures.bytes('sync-api').perRead / callsPerRead),
      perEssentialChange: figures.bytes('hybrid/none').perChange,
      perWholeChange: figures.bytes('event-replication').perChange,
    },
    variants,
  };
}
