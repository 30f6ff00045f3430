import { commitOfCheckout, installedVersions, machine } from './machine';
import { nowMs } from '../measuring/clock';
import type { Progress } from './progress';
import { StackError } from '@ride-hailing/stack';
import { withBelongings } from './belongings';
import type { RunContext, Experiment } from './experiment';
import { readProfiles } from './profiles';
import type { ExperimentResult, Profile, Results, Sample, Settings } from './results';
import { turnsOf } from './turns';

const PACKAGES = ['@nestjs/core', 'fastify', 'nats', '@grpc/grpc-js', 'typeorm', 'pg', 'autocannon'];

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

type Work = Omit<RunContext, 'belongings' | 'profileFolder'>;

type Samples = ReadonlyMap<string, Sample[]>;

async function measure(
  experiment: Experiment,
  work: Work,
  { samples, runStartedAt }: { samples: Samples; runStartedAt: number },
): Promise<void> {
  await withBelongings(work.signal, async (belongings) => {
    const opened = await experiment.open({ ...work, belongings });
    const repeats = repeatsOf(experiment, work.settings);
    for (const { repeat, id } of turnsOf([...samples.keys()], repeats, work.seed)) {
      work.signal.throwIfAborted();
      work.step(`repeat ${repeat + 1}, ${id}`);
      const atSecond = (nowMs() - runStartedAt) / 1_000;
      samples.get(id)?.push({ repeat, atSecond, ...(await opened.measure(id, repeat)) });
    }
  });
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

/**
 * What fails is told, and keeps nobody from measuring the rest.
 * @throws the signal's reason, and StackError: where the system does not start there is nothing to measure
 */
export async function resultOf(
  experiment: Experiment,
  work: Work,
  runStartedAt: number,
): Promise<ExperimentResult> {
  const samples = new Map(experiment.sides.map(({ id }) => [id, [] as Sample[]]));
  let profiles: readonly Profile[] = [];
  let failed: string | undefined;
  try {
    await measure(experiment, work, { samples, runStartedAt });
    profiles = await profilesOf(experiment, work);
  } catch (error) {
    work.signal.throwIfAborted();
    if (error instanceof StackError) throw error;
    failed = error instanceof Error ? error.message : String(error);
  }
  const { id, topic, title, says, settings, metrics, goals, series, sides } = experiment;
  return {
    ...{ id, topic, title, says, settings, metrics, goals, series, profiles },
    sides: sides.map((side) => ({ ...side, samples: samples.get(side.id) ?? [] })),
    ...(failed !== undefined && { failed }),
  };
}

/** Measures all that the settings ask for; when `signal` fires, stops what runs and throws. */
export async function run(
  experiments: readonly Experiment[],
  settings: Settings,
  { command, progress, signal }: RunOptions,
): Promise<Results> {
  const startedAt = new Date();
  const runStartedAt = nowMs();
  const commit = commitOfCheckout();
  let built = false;
  const results: ExperimentResult[] = [];
  for (const experiment of experiments) {
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
    const result = await resultOf(experiment, work, runStartedAt);
    if (result.failed !== undefined) progress.say(`${result.title} failed: ${result.failed}`);
    results.push(result);
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
