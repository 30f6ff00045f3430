import type { Figure, Measured } from './measured';

/** How a cost moved when what it depends on grew. */
export interface CostGrowth {
  readonly cost: string;
  readonly of: string;
  readonly from: number;
  readonly to: number;
  readonly first: Figure;
  readonly last: Figure;
  /** How many times as much, for `to / from` times as many. */
  readonly factor: number;
  readonly kind: string;
}

/** Shares of the power by which a cost grows: 0 is flat, 1 in proportion. */
const FLAT = 0.1;
const PROPORTION: readonly [number, number] = [0.8, 1.2];

/** In words, by the power of growth between two ends. */
export function kindOf(times: number, factor: number): string {
  const power = factor <= 0 ? 0 : Math.log(factor) / Math.log(times);
  if (power < -FLAT) return 'falls';
  if (power < FLAT) return 'flat';
  if (power < PROPORTION[0]) return 'less than in proportion';
  return power <= PROPORTION[1] ? 'in proportion' : 'more than in proportion';
}

function growth(cost: string, of: string, ends: readonly (readonly [number, Figure])[]): CostGrowth {
  const [one, other] = [ends[0], ends.at(-1)];
  if (one === undefined || other === undefined) throw new RangeError(`${cost} has no ends`);
  const [[from, first], [to, last]] = [one, other];
  const factor = last.value / first.value;
  return { cost, of, from, to, first, last, factor, kind: kindOf(to / from, factor) };
}

interface OfSeries {
  readonly cost: string;
  readonly of: string;
  readonly series: string;
  readonly metric: string;
}

const ALONG: readonly OfSeries[] = [
  {
    cost: 'CPU of Driver Service for 100,000 updates, s',
    ...{ of: 'drivers', series: 'ingest-by-drivers', metric: 'serviceCpu' },
  },
  {
    cost: 'CPU of Postgres for 100,000 updates, s',
    ...{ of: 'drivers', series: 'ingest-by-drivers', metric: 'postgresCpu' },
  },
  {
    cost: 'CPU of NATS for 100,000 updates, s',
    ...{ of: 'drivers', series: 'ingest-by-drivers', metric: 'brokerCpu' },
  },
  {
    cost: 'time of a search for the nearest drivers, p50',
    ...{ of: 'drivers', series: 'nearest-by-drivers', metric: 'sqlP50' },
  },
  {
    cost: 'time of a current ride, p50',
    ...{ of: 'rides', series: 'current-ride-by-rides', metric: 'p50' },
  },
  {
    cost: 'CPU for 1,000 events of the relay',
    ...{ of: 'rows kept in the outbox', series: 'outbox-by-kept-rows', metric: 'cpuPer1000' },
  },
];

const ofSeries = (speed: Measured, { cost, of, series, metric }: OfSeries): CostGrowth =>
  growth(
    cost,
    of,
    speed.seriesOf(series).map((id) => [speed.sizeOf(id), speed.figure(id, { side: 'project', metric })]),
  );

const VOLUME = [
  { cost: 'bytes kept of rides by hybrid', id: 'volume-rides', side: 'hybrid/versioned', metric: 'stored' },
  {
    cost: 'bytes kept of rides by event-replication',
    ...{ id: 'volume-rides', side: 'event-replication', metric: 'stored' },
  },
  {
    cost: 'bytes that a joining consumer of hybrid receives',
    ...{ id: 'volume-new-consumer', side: 'hybrid/none', metric: 'joinBytes' },
  },
  {
    cost: 'time until that consumer is right',
    ...{ id: 'volume-new-consumer', side: 'hybrid/none', metric: 'allRight' },
  },
  {
    cost: 'CPU that its joining takes at the owner',
    ...{ id: 'volume-new-consumer', side: 'hybrid/none', metric: 'ownerCpu' },
  },
] as const;

const GAINS = ['hybrid/versioned', 'event-replication', 'sync-api'];

/** Each cost with the measurement that shows how it grows. */
export function costGrowths(speed: Measured, lab: Measured): readonly CostGrowth[] {
  const moved = (cost: string, of: string, id: string, wanted: { side: string; metric: string }) =>
    growth(
      cost,
      of,
      // A cost of nothing has no factor.
      lab
        .placesOf(id, wanted)
        .map((at) => [at, lab.figure(id, { ...wanted, at })] as const)
        .filter(([, { value }]) => value > 0),
    );
  const cpuOfTwo = (metric: string) =>
    ['one', 'two'].map(
      (side, index) => [index + 1, speed.figure('ingest-two-instances', { side, metric })] as const,
    );
  return [
    ...ALONG.map((one) => ofSeries(speed, one)),
    ...VOLUME.map(({ cost, id, side, metric }) => moved(cost, 'rides', id, { side, metric })),
    growth('CPU of Driver Service for 100,000 updates, s', 'instances', cpuOfTwo('serviceCpu')),
    ...GAINS.map((side) =>
      moved(`answers by ${side}, times those of one instance`, 'instances', 'capacity-instances', {
        side,
        metric: 'gain',
      }),
    ),
  ];
}
