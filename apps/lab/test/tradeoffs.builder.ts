import type { Latency } from '../src/measuring/latency';
import {
  type Answers,
  type FaultName,
  FAULTS,
  type FaultResult,
  type Measured,
  type Results,
  type TimelinePoint,
  type VariantResult,
} from '../src/tradeoffs/results';

export const VARIANT_NAMES = [
  'hybrid/versioned',
  'hybrid/ttl',
  'hybrid/stale-while-revalidate',
  'hybrid/none',
  'hybrid/nats-kv',
  'sync-api',
  'event-replication',
  'database-view',
  'shared-cache',
  'shared-files',
];

const someAnswers = (shares: Partial<Answers> = {}): Answers => {
  const { sent = 10_000, partial = 0, failed = 0, stale = 0 } = shares;
  return { sent, complete: sent - partial - failed, partial, failed, stale };
};

/** A distribution with a tail, so that a chart has something to show. */
const aLatency = (p50 = 2): Latency => ({
  count: 10_000,
  p50,
  p90: p50 * 1.6,
  p99: p50 * 4,
  max: p50 * 20,
  distribution: [0, 10, 25, 50, 75, 90, 95, 99, 99.5, 99.9, 99.95, 99.99, 100].map((percentile) => {
    const nines = -Math.log10(1 - Math.min(percentile, 99.995) / 100);
    return [percentile, p50 * (0.7 + nines + 0.3 * nines ** 2)] as const;
  }),
});

export interface MeasuredFigures {
  readonly p50?: number;
  readonly answers?: Partial<Answers>;
  readonly staleMs?: number;
  readonly impossible?: number;
  readonly ownerCalls?: number;
  readonly cpu?: Readonly<Record<string, number>>;
  readonly saturation?: number | null;
  readonly busyP50?: number;
}

export const aMeasured = (figures: MeasuredFigures = {}): Measured => {
  const { p50 = 2, staleMs = 0, saturation = 4_000 } = figures;
  return {
    atSecond: 30,
    seconds: 10,
    latency: aLatency(p50),
    answers: someAnswers(figures.answers),
    staleness: {
      p50Ms: 0,
      p99Ms: staleMs,
      maxMs: staleMs * 2,
      maxVersions: staleMs > 0 ? 1 : 0,
      impossible: figures.impossible ?? 0,
    },
    changes: { done: 500, failed: 0, perSecond: 50 },
    ownerCallsPer1000Reads: figures.ownerCalls ?? 0,
    cpuSecondsPer1000Reads: figures.cpu ?? {
      'ride-service': 0.2,
      'driver-service': 0.4,
      postgres: 0.3,
      nats: 0.1,
    },
    saturation:
      saturation === null
        ? null
        : { readsPerSecond: saturation, failedShare: 0, latency: aLatency(figures.busyP50 ?? p50 * 4) },
  };
};

/** Three repeats, a hundredth apart from one another in p50 and saturation. */
export const threeRepeats = (figures: MeasuredFigures = {}): Measured[] =>
  [0.99, 1, 1.01].map((part) =>
    aMeasured({
      ...figures,
      p50: (figures.p50 ?? 2) * part,
      saturation: figures.saturation === null ? null : (figures.saturation ?? 4_000) * part,
    }),
  );

const aTimeline = (during: Answers, stalenessMs: number, seconds: number): TimelinePoint[] =>
  Array.from({ length: 60 }, (_, index) => {
    const atMs = -3_000 + index * 250;
    const isOn = atMs >= 0 && atMs < seconds * 1_000;
    const sent = 100;
    const share = (part: number): number => (isOn ? Math.round((part / (during.sent || 1)) * sent) : 0);
    const [partial, failed] = [share(during.partial), share(during.failed)];
    return {
      atMs,
      sent,
      complete: sent - partial - failed,
      partial,
      failed,
      stale: share(during.stale),
      maxStalenessMs: isOn ? Math.min(stalenessMs, atMs) : 0,
      p99Ms: isOn ? 80 : 8,
    };
  });

export const aFault = (
  fault: FaultName,
  during: Partial<Answers> = {},
  more: Partial<FaultResult> = {},
): FaultResult => ({
  fault,
  applies: true,
  faultSeconds: 5,
  before: someAnswers({ sent: 3_000 }),
  during: someAnswers({ sent: 5_000, ...during }),
  after: someAnswers({ sent: 7_000 }),
  duringLatency: aLatency(4),
  convergedAfterMs: 400,
  maxStalenessMs: more.maxStalenessMs ?? 0,
  timeline: aTimeline(someAnswers({ sent: 5_000, ...during }), more.maxStalenessMs ?? 0, 5),
  ...more,
});

export const aVariant = (name: string, more: Partial<VariantResult> = {}): VariantResult => {
  const [approach = name, cache = null] = name.split('/');
  return {
    name,
    approach,
    cache,
    repeats: threeRepeats(),
    twoInstances: aMeasured(),
    faults: FAULTS.map((fault) => aFault(fault)),
    bytes: { reads: 1_000, changes: 100, ways: { 'driver-service > postgres': 400_000 } },
    stored: [{ place: 'driver-service table ride_copy', bytes: 90_000, entries: 500 }],
    personalData: [{ field: 'rider.name', places: [] }],
    ...more,
  };
};

export const someResults = (variants: readonly VariantResult[], more: Partial<Results> = {}): Results => ({
  format: 1,
  startedAt: '2026-03-01T10:00:00.000Z',
  endedAt: '2026-03-01T10:45:00.000Z',
  command: 'npm run lab',
  commit: '0123456789abcdef0123456789abcdef01234567',
  machine: { cpu: 'A processor', cores: 2, memoryBytes: 24 * 1024 ** 3, os: 'linux 6.1' },
  versions: { node: '20.20.0', postgres: '18.4', nats: '2.15.1' },
  settings: {
    seed: 1,
    drivers: 500,
    readsPerSecond: 400,
    changesPerSecond: 50,
    repeats: 3,
    warmUpSeconds: 5,
    seconds: 10,
    saturationSeconds: 5,
    saturationConnections: 32,
    faultSeconds: 5,
    variants: variants.map(({ name }) => name),
    faults: FAULTS,
    quick: false,
  },
  variants,
  ...more,
});

/** Every variant and every fault. */
export const aFullRun = (): Results => someResults(VARIANT_NAMES.map((name) => aVariant(name)));
