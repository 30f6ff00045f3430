import { z } from 'zod';
import { FAULTS, type Results } from '../results';

const count = z.number().int().nonnegative();
const amount = z.number().nonnegative();
const byName = z.record(z.string(), amount);

const latency = z.object({
  count,
  p50: amount,
  p90: amount,
  p99: amount,
  max: amount,
  distribution: z.array(z.tuple([z.number().min(0).max(100), amount])),
});

const answers = z
  .object({ sent: count, complete: count, partial: count, failed: count, stale: count })
  .refine(({ sent, complete, partial, failed }) => complete + partial + failed === sent, {
    error: 'complete, partial and failed do not add up to sent',
  })
  .refine(({ complete, partial, stale }) => stale <= complete + partial, {
    error: 'more are stale than were answered',
  });

const measured = z.object({
  atSecond: amount,
  seconds: amount,
  latency,
  answers,
  staleness: z.object({
    p50Ms: amount,
    p99Ms: amount,
    maxMs: amount,
    maxVersions: count,
    impossible: count,
  }),
  changes: z.object({ done: count, failed: count, perSecond: amount }),
  ownerCallsPer1000Reads: amount,
  cpuSecondsPer1000Reads: byName,
  saturation: z.object({ readsPerSecond: amount, failedShare: z.number().min(0).max(1), latency }).nullable(),
});

const timelinePoint = z.object({
  atMs: z.number(),
  sent: count,
  complete: count,
  partial: count,
  failed: count,
  stale: count,
  maxStalenessMs: amount,
  p99Ms: amount,
});

const faultResult = z.object({
  fault: z.enum(FAULTS),
  applies: z.boolean(),
  faultSeconds: amount,
  before: answers,
  during: answers,
  after: answers,
  duringLatency: latency,
  convergedAfterMs: amount.nullable(),
  maxStalenessMs: amount,
  timeline: z.array(timelinePoint),
});

const variant = z.object({
  name: z.string().min(1),
  approach: z.string(),
  cache: z.string().nullable(),
  repeats: z.array(measured),
  twoInstances: measured.nullable(),
  faults: z.array(faultResult),
  bytes: z.object({ reads: count, changes: count, ways: byName }).nullable(),
  stored: z.array(z.object({ place: z.string(), bytes: amount, entries: count })),
  personalData: z.array(z.object({ field: z.string(), places: z.array(z.string()) })),
});

const settings = z.object({
  seed: z.number(),
  drivers: count,
  readsPerSecond: amount,
  changesPerSecond: amount,
  repeats: count,
  warmUpSeconds: amount,
  seconds: amount,
  saturationSeconds: amount,
  saturationConnections: count,
  faultSeconds: amount,
  variants: z.array(z.string()),
  faults: z.array(z.enum(FAULTS)),
  quick: z.boolean(),
});

export const resultsSchema: z.ZodType<Results> = z.object({
  format: z.literal(1),
  startedAt: z.iso.datetime(),
  endedAt: z.iso.datetime(),
  command: z.string(),
  commit: z.string().nullable(),
  machine: z.object({ cpu: z.string(), cores: count, memoryBytes: amount, os: z.string() }),
  versions: z.record(z.string(), z.string()),
  settings,
  variants: z.array(variant).refine((all) => new Set(all.map(({ name }) => name)).size === all.length, {
    error: 'two variants have the same name',
  }),
});
