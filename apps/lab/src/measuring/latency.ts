import { build, type Histogram } from 'hdr-histogram-js';

/** In ms. In an open loop from the moment a thing was meant to begin, whether or not it could begin then. */
export interface Latency {
  readonly count: number;
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
  readonly max: number;
  /** Points of the distribution: percentile (0 to 100) and latency. */
  readonly distribution: readonly (readonly [percentile: number, ms: number])[];
}

const LONGEST_US = 120_000_000;
const PERCENTILES = [0, 10, 25, 50, 75, 90, 95, 99, 99.5, 99.9, 99.99, 100];

/** HDR histogram of durations: 1 us to 2 minutes, to three digits. */
export class LatencyHistogram {
  private readonly histogram: Histogram = build({
    lowestDiscernibleValue: 1,
    highestTrackableValue: LONGEST_US,
    numberOfSignificantValueDigits: 3,
    useWebAssembly: false,
  });

  record(ms: number): void {
    this.histogram.recordValue(Math.min(LONGEST_US, Math.max(1, Math.round(ms * 1_000))));
  }

  /** In ms; zeros when nothing was recorded. */
  summary(): Latency {
    const { histogram } = this;
    const at = (percentile: number) =>
      histogram.totalCount === 0 ? 0 : histogram.getValueAtPercentile(percentile) / 1_000;
    return {
      count: histogram.totalCount,
      p50: at(50),
      p90: at(90),
      p99: at(99),
      max: at(100),
      distribution: PERCENTILES.map((percentile) => [percentile, at(percentile)] as const),
    };
  }
}

export function latencyOf(durationsMs: readonly number[]): Latency {
  const histogram = new LatencyHistogram();
  for (const ms of durationsMs) histogram.record(ms);
  return histogram.summary();
}
