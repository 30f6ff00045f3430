import { commitOfCheckout, installedVersions, machine, nowMs, type Progress } from '@ride-hailing/measuring';
import { withBelongings } from './belongings';
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
}

type Work = Omit<BenchContext, 'belongings' | 'profileFolder'>;

async function samplesOf(
  experiment: Experiment,
  work: Work,
  runStartedAt: number,
): Promise<Map<string, Sample[]>> {
  const samples = new Map(experiment.sides.map(({ id }) => [id, [] as Sample[]]));
  const ids = experiment.sides.map(({ id }) => id);
  await withBelongings(work.signal, async (belongings) => {
    const opened = await experiment.open({ ...work, belongings });
    for (const { repeat, id } of turnsOf(ids, repeatsOf(experiment, work.settings), work.seed)) {
      work.signal.throwIfAborted();
      work.step(`repeat ${repeat + 1}, ${id}`);
      const atSecond = (nowMs() - runStartedAt) / 1_000;
      samples.get(id)?.push({ repeat, atSecond, ...(await opened.measure(id, repeat)) });
    }
  });
  return samples;
}

/** A pass of its own: the profiler costs time. */
async function profilesOf(experiment: Experiment, work: Work): Promise<readonly Profile[]> {
  const { profiledSide } = experiment;
  if (profiledSide === undefined || work.settings.quick) return [];
  return withBelongings(work.signal, async (folders) => {
    const profileFolder = folders.folder();
    work.step('profile');
    // A process leaves its profile when it is stopped in good order.
    await withBelongings(work.signal, async (belongings) => {
      const opened = await experiment.open({ ...work, belongings, profileFolder });
      await opened.measure(profiledSide, 0);
    });
    return readProfiles(profileFolder);
  });
}

/** Measures all that the settings ask for; when `signal` fires, stops what runs and throws. */
export async function runBench(
  settings: Settings,
  { command, progress, signal }: RunOptions,
): Promise<Results> {
  const startedAt = new Date();
  const runStartedAt = nowMs();
  const commit = commitOfCheckout();
  let built = false;
  const results: ExperimentResult[] = [];
  for (const experiment of experimentsOf(settings)) {
    signal.throwIfAborted();
    progress.slot(experiment.title);
    const work: Work = {
      ...{ settings, seed: settings.seed, signal },
      step: (what) => progress.step(what),
      needsBuild: () => {
        const needed = !built;
        built = true;
        return needed;
      },
    };
    const samples = await samplesOf(experiment, work, runStartedAt);
    const profiles = await profilesOf(experiment, work);
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
