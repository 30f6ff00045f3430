import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { commitOfCheckout, installedVersions, machine, nowMs, type Progress } from '@ride-hailing/measuring';
import type { BenchContext, Experiment } from './experiment';
import { readProfiles } from './profiles';
import type { ExperimentResult, Profile, Results, Sample, Settings } from './results';
import { TOPIC_EXPERIMENTS } from './topics';
import { turnsOf } from './turns';

const PACKAGES = ['@nestjs/core', 'fastify', 'nats', '@grpc/grpc-js', 'typeorm', 'pg', 'autocannon'];

export const experimentsOf = (settings: Settings): readonly Experiment[] =>
  settings.topics.flatMap((name) => TOPIC_EXPERIMENTS[name]?.(settings) ?? []);

const repeatsOf = (experiment: Experiment, settings: Settings): number =>
  Math.min(experiment.repeats ?? settings.repeats, settings.repeats);

export const plannedSecondsOf = (experiment: Experiment, settings: Settings): number => {
  const { secondsAround, secondsASide, sides, profiledSide } = experiment;
  const profiling = profiledSide === undefined || settings.quick ? 0 : secondsAround + secondsASide;
  return secondsAround + repeatsOf(experiment, settings) * sides.length * secondsASide + profiling;
};

export interface RunOptions {
  /** As typed. */
  readonly command: string;
  readonly progress: Progress;
  readonly signal: AbortSignal;
  readonly own: BenchContext['own'];
}

async function samplesOf(
  experiment: Experiment,
  context: BenchContext,
  runStartedAt: number,
): Promise<Map<string, Sample[]>> {
  const samples = new Map(experiment.sides.map(({ id }) => [id, [] as Sample[]]));
  const ids = experiment.sides.map(({ id }) => id);
  const opened = await experiment.open(context);
  try {
    for (const { repeat, id } of turnsOf(ids, repeatsOf(experiment, context.settings), context.seed)) {
      context.signal.throwIfAborted();
      context.step(`repeat ${repeat + 1}, ${id}`);
      const atSecond = (nowMs() - runStartedAt) / 1_000;
      samples.get(id)?.push({ repeat, atSecond, ...(await opened.measure(id, repeat)) });
    }
  } finally {
    await opened.close();
  }
  return samples;
}

/** A pass of its own: the profiler costs time. */
async function profilesOf(experiment: Experiment, context: BenchContext): Promise<readonly Profile[]> {
  const { profiledSide } = experiment;
  if (profiledSide === undefined || context.settings.quick) return [];
  const profileFolder = mkdtempSync(join(tmpdir(), 'ride-hailing-profile-'));
  try {
    context.step('profile');
    const opened = await experiment.open({ ...context, profileFolder });
    try {
      await opened.measure(profiledSide, 0);
    } finally {
      await opened.close();
    }
    return readProfiles(profileFolder);
  } finally {
    rmSync(profileFolder, { recursive: true, force: true });
  }
}

/** Measures all that the settings ask for; when `signal` fires, stops what runs and throws. */
export async function runBench(
  settings: Settings,
  { command, progress, signal, own }: RunOptions,
): Promise<Results> {
  const startedAt = new Date();
  const runStartedAt = nowMs();
  const commit = commitOfCheckout();
  let built = false;
  const results: ExperimentResult[] = [];
  for (const experiment of experimentsOf(settings)) {
    signal.throwIfAborted();
    progress.slot(experiment.title);
    const context: BenchContext = {
      ...{ settings, seed: settings.seed, signal, own },
      step: (what) => progress.step(what),
      needsBuild: () => {
        const needed = !built;
        built = true;
        return needed;
      },
    };
    const samples = await samplesOf(experiment, context, runStartedAt);
    const profiles = await profilesOf(experiment, context);
    const { id, topic, title, says, metrics, goals, series, sides } = experiment;
    results.push({
      ...{ id, topic, title, says, settings: experiment.settings, metrics, goals, series, profiles },
      sides: sides.map((side) => ({ ...side, samples: samples.get(side.id) ?? [] })),
    });
    progress.slotDone();
  }
  return {
    format: 1,
    startedAt: startedAt.toISOString(),
    endedAt: new Date().toISOString(),
    command,
    commit,
    machine: machine(),
    versions: installedVersions(PACKAGES),
    settings,
    experiments: results,
  };
}
