import { nowMs } from '@ride-hailing/testing';
import { commitOfCheckout, installedVersions, machine } from './machine';
import type { Progress } from './progress';
import { StackError } from '@ride-hailing/stack';
import { decide } from '../verdicts/decide';
import { withBelongings } from './belongings';
import type { RunContext, Experiment } from './experiment';
import { readProfiles } from './profiles';
import type { ExperimentResult, Profile, Results, Sample, Settings } from '../results/results';
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
  /** What an earlier run of the same settings has measured to the end: not measured again. */
  readonly earlier?: readonly ExperimentResult[];
  /** Told after each experiment what has been measured until then. */
  readonly onResults?: (results: Results) => Promise<void>;
}

type Work = Omit<RunContext, 'belongings' | 'profileFolder'>;

type Samples = ReadonlyMap<string, Sample[]>;

/** Of those that were asked for. */
const MOST_REPEATS = 2;
/** No repeat beyond those that were asked for begins when it would end later than this after the first. */
const LONGEST_MS = 420_000;

async function measure(
  experiment: Experiment,
  work: Work,
  { samples, runStartedAt }: { samples: Samples; runStartedAt: number },
): Promise<void> {
  await withBelongings(work.signal, async (belongings) => {
    const opened = await experiment.open({ ...work, belongings });
    const repeats = repeatsOf(experiment, work.settings);
    const most = work.settings.quick ? repeats : repeats * MOST_REPEATS;
    const startedAt = nowMs();
    for (const [repeat, turns] of turnsOf([...samples.keys()], most, work.seed).entries()) {
      const wouldEndAfter = ((nowMs() - startedAt) * (repeat + 1)) / Math.max(1, repeat);
      if (repeat >= repeats && (wouldEndAfter > LONGEST_MS || !isOpen(experiment, samples))) return;
      for (const side of turns) {
        work.signal.throwIfAborted();
        work.step(`repeat ${repeat + 1}, ${side}`);
        const atSecond = Math.round((nowMs() - runStartedAt) / 1_000);
        const measured = [await opened.measure(side, repeat)].flat();
        samples.get(side)?.push(...measured.map((one) => ({ repeat, atSecond, ...one })));
      }
    }
  });
}

/** Whether the repeats so far leave a claim undecided. */
function isOpen({ claims = [], ...experiment }: Experiment, samples: Samples): boolean {
  const result = { ...experiment, profiles: [], sides: withSamples(experiment, samples) };
  return claims.some(({ rule }) => decide(rule, result).verdict === 'open');
}

const withSamples = ({ sides }: Pick<Experiment, 'sides'>, samples: Samples): ExperimentResult['sides'] =>
  sides.map((side) => ({ ...side, samples: samples.get(side.id) ?? [] }));

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
  const { id, topic, title, says, settings, metrics, goals, series, moved } = experiment;
  return {
    ...{ id, topic, title, says, settings, metrics, goals, series, moved, profiles },
    sides: withSamples(experiment, samples),
    ...(failed !== undefined && { failed }),
  };
}

/** Measures all of them; when `signal` fires, stops what runs and throws. */
export async function run(
  experiments: readonly Experiment[],
  settings: Settings,
  { command, progress, signal, earlier = [], onResults }: RunOptions,
): Promise<Results> {
  const startedAt = new Date();
  const runStartedAt = nowMs();
  const commit = commitOfCheckout();
  const versions = installedVersions(PACKAGES);
  const built = new Set<string>();
  const measured: ExperimentResult[] = [];
  const resultsNow = (): Results => ({
    ...{ format: 1, startedAt: startedAt.toISOString(), endedAt: new Date().toISOString() },
    ...{ command, commit, machine: machine(), versions, settings, experiments: measured },
  });
  for (const experiment of experiments) {
    signal.throwIfAborted();
    progress.slot(experiment.title);
    const lacks = experiment.unavailable?.();
    if (lacks !== undefined) {
      progress.say(`Left out: ${experiment.title} ${lacks}`);
      progress.slotDone();
      continue;
    }
    const known = earlier.find(({ id }) => id === experiment.id);
    const work: Work = {
      ...{ settings, seed: settings.seed, signal },
      step: (what) => progress.step(what),
      needsBuild: (services) => {
        const isNew = !built.has(services);
        built.add(services);
        return isNew;
      },
    };
    const result = known ?? (await resultOf(experiment, work, runStartedAt));
    if (result.failed !== undefined) progress.say(`${result.title} failed: ${result.failed}`);
    measured.push(result);
    progress.slotDone();
    await onResults?.(resultsNow());
  }
  return resultsNow();
}
