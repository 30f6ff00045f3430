import { z } from 'zod';
import { UNITS } from '../format/format';

/** The speed topics of `npm run bench`, in the order of the goals. */
export const TOPICS = [
  'ingest',
  'read',
  'details',
  'outbox',
  'nearest',
  'start',
  'commands',
  'assignments',
  'instances',
  'rebuild',
] as const;
export type TopicName = (typeof TOPICS)[number];

/** The questions of `npm run lab`. */
export const QUESTIONS = [
  'effort',
  'freshness',
  'sessions',
  'distance',
  'traffic',
  'capacity',
  'volume',
  'guards',
  'coordinator',
  'faults',
] as const;
export type QuestionName = (typeof QUESTIONS)[number];

const count = z.number().int().nonnegative();
const amount = z.number().nonnegative();
const id = z.string().min(1);

/** In ms. In an open loop from the moment a thing was meant to begin, whether or not it could begin then. */
const latency = z.object({
  count,
  p50: amount,
  p90: amount,
  p99: amount,
  max: amount,
  /** Points of the distribution: percentile (0 to 100) and latency. */
  distribution: z.array(z.tuple([z.number().min(0).max(100), amount]).readonly()).readonly(),
});

/** One side, measured once, at one value of what the experiment moves. */
const sample = z.object({
  /** From 0. */
  repeat: count,
  /** Of what the experiment moves; none when it is about the whole turn of the side. */
  at: z.number().optional(),
  /** Seconds after the start of the run. */
  atSecond: amount,
  /** By metric. */
  values: z.record(z.string(), z.number()).readonly(),
  latency: latency.readonly().optional(),
  /** What was counted or compared afterwards to see that the work was done. */
  verified: z.string().min(1),
});

const side = z.object({
  id,
  /** `naive`: what one writes first. `limit`: the same work without a framework. `other`: for comparison. */
  kind: z.enum(['naive', 'project', 'limit', 'other']),
  /** What it is made of. */
  says: z.string(),
  samples: z.array(sample.readonly()).readonly(),
});

const metric = z.object({ id, label: z.string(), unit: z.enum(UNITS), better: z.enum(['higher', 'lower']) });

/**
 * What is to be reached. With `over` it is about the ratio of two sides in the same repeat, otherwise about the
 * side's own figure.
 */
const goal = z.object({
  /** `P1`. */
  id,
  says: z.string(),
  metric: id,
  side: id,
  over: id.optional(),
  /** Another metric than `metric` for the side of `over`. */
  overMetric: id.optional(),
  atLeast: z.number().optional(),
  atMost: z.number().optional(),
});

const shares = z.array(z.object({ name: z.string(), share: amount }).readonly()).readonly();

/** Where a process spent its time: shares of the time that was not idle, the largest first. */
const profile = z.object({ process: id, sampledMs: amount, parts: shares, functions: shares });

/** Experiments of one series are one curve for each side, over `x`. */
const series = z.object({
  /** `ingest-by-drivers`: also the name of its plot. */
  id,
  title: z.string(),
  /** What `x` counts: `drivers`. */
  of: z.string(),
  x: z.number(),
});

/** The one quantity that an experiment moves. */
const moved = z.object({
  /** `round trip to the owner`. */
  label: z.string(),
  unit: z.string(),
  scale: z.enum(['linear', 'log']),
});

const experiment = z.object({
  /** Stable: `ingest-5000`. */
  id,
  topic: z.enum([...TOPICS, ...QUESTIONS]),
  title: z.string(),
  /** What is done and measured. */
  says: z.string(),
  /** What was set: drivers, connections, batch size, rates. */
  settings: z.record(z.string(), z.union([z.number(), z.string()])).readonly(),
  metrics: z.array(metric.readonly()).readonly(),
  sides: z.array(side.readonly()).readonly(),
  goals: z.array(goal.readonly()).readonly(),
  moved: moved.readonly().optional(),
  series: series.readonly().optional(),
  /** In a pass of their own; none when not asked for. */
  profiles: z.array(profile.readonly()).readonly(),
  /** Why it was not measured to the end; its samples are those until then. */
  failed: z.string().optional(),
  /** The run that has measured it, when that was an earlier one with the same settings. */
  earlierRun: z.object({ startedAt: z.iso.datetime(), commit: z.string().nullable() }).readonly().optional(),
});

const settings = z.object({
  topics: z.array(z.enum([...TOPICS, ...QUESTIONS])).readonly(),
  repeats: count,
  /** Of the workload and of the order of the sides. */
  seed: count,
  /** Small and once: to see that it works, not for its figures. */
  quick: z.boolean(),
});

/** What a run writes to results.json, and what its report is made of. Times in ms unless named otherwise. */
export const resultsSchema = z.object({
  format: z.literal(1),
  /** ISO 8601 UTC. */
  startedAt: z.iso.datetime(),
  endedAt: z.iso.datetime(),
  /** As typed. */
  command: z.string(),
  /** Of the checkout; with `-dirty` when files were changed. Null outside a repository. */
  commit: z.string().nullable(),
  machine: z.object({ cpu: z.string(), cores: count, memoryBytes: amount, os: z.string() }).readonly(),
  /** By name: node, postgres, nats, and the main packages. */
  versions: z.record(z.string(), z.string()).readonly(),
  settings: settings.readonly(),
  experiments: z
    .array(experiment.readonly())
    .readonly()
    .refine((all) => new Set(all.map((one) => one.id)).size === all.length, {
      error: 'two experiments have the same id',
    }),
});

export type Results = Readonly<z.infer<typeof resultsSchema>>;
export type Settings = Results['settings'];
export type ExperimentResult = Results['experiments'][number];
export type SideResult = ExperimentResult['sides'][number];
export type Side = Omit<SideResult, 'samples'>;
export type Sample = SideResult['samples'][number];
export type Metric = ExperimentResult['metrics'][number];
export type Goal = ExperimentResult['goals'][number];
export type Series = NonNullable<ExperimentResult['series']>;
export type Moved = NonNullable<ExperimentResult['moved']>;
export type Profile = ExperimentResult['profiles'][number];
