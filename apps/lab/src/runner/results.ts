import type { Latency } from '../measuring/latency';
import type { RunFacts } from './machine';
import type { Unit } from '../report/format';

export const TOPICS = ['ingest', 'read', 'details', 'outbox', 'nearest', 'start'] as const;
export type TopicName = (typeof TOPICS)[number];

/** What a run writes to results.json, and what its report is made of. Times in ms unless named otherwise. */
export interface Results extends RunFacts {
  readonly settings: Settings;
  readonly experiments: readonly ExperimentResult[];
}

export interface Settings {
  readonly topics: readonly TopicName[];
  readonly repeats: number;
  /** Of the workload and of the order of the sides. */
  readonly seed: number;
  /** Small and once: to see that it works, not for its figures. */
  readonly quick: boolean;
}

export interface ExperimentResult {
  /** Stable: `ingest-5000`. */
  readonly id: string;
  readonly topic: TopicName;
  readonly title: string;
  /** What is done and measured. */
  readonly says: string;
  /** What was set: drivers, connections, batch size, rates. */
  readonly settings: Readonly<Record<string, number | string>>;
  readonly metrics: readonly Metric[];
  readonly sides: readonly SideResult[];
  readonly goals: readonly Goal[];
  /** Experiments of one series are one curve for each side, over `x`. */
  readonly series?: Series;
  /** Where the project's processes spent their time, in a pass of its own; none when not asked for. */
  readonly profiles: readonly Profile[];
  /** Why it was not measured to the end; its samples are those until then. */
  readonly failed?: string;
}

export interface Metric {
  readonly id: string;
  readonly label: string;
  readonly unit: Unit;
  readonly better: 'higher' | 'lower';
}

/** `naive`: what one writes first. `limit`: the same work without a framework. `other`: for comparison. */
export type SideKind = 'naive' | 'project' | 'limit' | 'other';

export interface Side {
  readonly id: string;
  readonly kind: SideKind;
  /** What it is made of. */
  readonly says: string;
}

export interface SideResult extends Side {
  readonly samples: readonly Sample[];
}

/** One side, measured once. */
export interface Sample {
  /** From 0. */
  readonly repeat: number;
  /** Seconds after the start of the run. */
  readonly atSecond: number;
  /** By metric. */
  readonly values: Readonly<Record<string, number>>;
  readonly latency?: Latency;
  /** What was counted or compared afterwards to see that the work was done. */
  readonly verified: string;
}

/**
 * What is to be reached. With `over` it is about the ratio of two sides in the same repeat, otherwise about the
 * side's own figure.
 */
export interface Goal {
  /** `P1`. */
  readonly id: string;
  readonly says: string;
  readonly metric: string;
  readonly side: string;
  readonly over?: string;
  /** Another metric than `metric` for the side of `over`. */
  readonly overMetric?: string;
  readonly atLeast?: number;
  readonly atMost?: number;
}

export interface Series {
  /** `ingest-by-drivers`: also the name of its plot. */
  readonly id: string;
  readonly title: string;
  /** What `x` counts: `drivers`. */
  readonly of: string;
  readonly x: number;
}

export interface Profile {
  /** `driver-service`. */
  readonly process: string;
  readonly sampledMs: number;
  /** The largest first; shares of the time that was not idle. */
  readonly parts: readonly { readonly name: string; readonly share: number }[];
  readonly functions: readonly { readonly name: string; readonly share: number }[];
}
