import type { Latency } from '../measuring/latency';
import type { Answers, Staleness } from '../history/tally';
import type { PersonalData, Stored } from '../world/places';
import type { Changes } from '../world/writers';
import type { RunFacts } from '../runner/machine';

export type { Answers, PersonalData, Staleness, Stored };

/** What a run of the lab writes to results.json, and what its report is made of. Times in ms unless named otherwise. */
export interface Results extends RunFacts {
  readonly settings: Settings;
  readonly variants: readonly VariantResult[];
}

export interface Settings {
  readonly seed: number;
  readonly drivers: number;
  readonly readsPerSecond: number;
  readonly changesPerSecond: number;
  readonly repeats: number;
  readonly warmUpSeconds: number;
  readonly seconds: number;
  readonly saturationSeconds: number;
  /** Connections of the closed loop that finds the saturation. */
  readonly saturationConnections: number;
  readonly faultSeconds: number;
  readonly variants: readonly string[];
  readonly faults: readonly FaultName[];
  readonly quick: boolean;
}

export const FAULTS = [
  'owner-killed',
  'owner-slow',
  'nats-down',
  'consumer-database-down',
  'shared-store-down',
] as const;

export type FaultName = (typeof FAULTS)[number];

/** An approach; for hybrid, with one caching choice. */
export interface VariantResult {
  /** `sync-api`, `hybrid/versioned`. */
  readonly name: string;
  readonly approach: string;
  readonly cache: string | null;
  readonly repeats: readonly Measured[];
  /** With two instances of driver-service; null when not measured. */
  readonly twoInstances: Measured | null;
  readonly faults: readonly FaultResult[];
  /** Null when not measured. */
  readonly bytes: BytesResult | null;
  /** What stands elsewhere than with the owner, at rest after a repeat. */
  readonly stored: readonly Stored[];
  readonly personalData: readonly PersonalData[];
}

/** One part under load, after its warm-up. */
export interface Measured {
  /** Seconds after the start of the run. */
  readonly atSecond: number;
  readonly seconds: number;
  readonly latency: Latency;
  readonly answers: Answers;
  readonly staleness: Staleness;
  readonly changes: Changes;
  /** Calls that the owner served, per 1,000 reads. */
  readonly ownerCallsPer1000Reads: number;
  /** CPU seconds of each process per 1,000 reads of the open loop, with the changes that went on: by process. */
  readonly cpuSecondsPer1000Reads: Readonly<Record<string, number>>;
  /** Answers a second of a closed loop; null when not measured. */
  readonly saturation: {
    readonly readsPerSecond: number;
    readonly failedShare: number;
    readonly latency: Latency;
  } | null;
}

export interface FaultResult {
  readonly fault: FaultName;
  /** False when this variant has no such part, so that the fault cannot reach it; the figures are measured all the same. */
  readonly applies: boolean;
  readonly faultSeconds: number;
  /** Before, during and after the fault. */
  readonly before: Answers;
  readonly during: Answers;
  readonly after: Answers;
  readonly duringLatency: Latency;
  /** From the end of the fault until answers are complete and not stale, for good; null when not seen. */
  readonly convergedAfterMs: number | null;
  readonly maxStalenessMs: number;
  readonly timeline: readonly TimelinePoint[];
}

/** One slice of time; the fault begins at 0. */
export interface TimelinePoint {
  readonly atMs: number;
  readonly sent: number;
  readonly complete: number;
  readonly partial: number;
  readonly failed: number;
  readonly stale: number;
  readonly maxStalenessMs: number;
  readonly p99Ms: number;
}

/** In a pass of its own, through proxies that count. */
export interface BytesResult {
  readonly reads: number;
  readonly changes: number;
  /** By way, `driver-service > nats`: bytes in both directions. */
  readonly ways: Readonly<Record<string, number>>;
}
