import type { ExperimentResult, Sample, Settings, Side } from '../results/results';
import type { ClaimId } from '../claims/catalogue';
import type { Rule } from '../verdicts/rule';
import type { Belongings } from './belongings';

/** What an experiment may use while it runs. */
export interface RunContext {
  readonly settings: Settings;
  readonly seed: number;
  /** Fires when the person has had enough. */
  readonly signal: AbortSignal;
  /** Says what goes on. */
  readonly step: (what: string) => void;
  /** True the first time that it is asked for these services. */
  readonly needsBuild: (services: string) => boolean;
  /** Whatever is started and made goes here at once, and is gone when the experiment is over. */
  readonly belongings: Belongings;
  /** Where the project's processes are to leave CPU profiles; undefined in measured passes. */
  readonly profileFolder?: string;
}

export type Measurement = Omit<Sample, 'repeat' | 'atSecond'>;

/** The sides of an experiment, running and warm. */
export interface OpenExperiment {
  /**
   * Measures one side once. With several measurements, each is of another value of what the experiment moves, or,
   * without `at`, of the turn as a whole.
   * @throws UnverifiedError when the work behind the figure was not done
   */
  measure(side: string, repeat: number): Promise<Measurement | readonly Measurement[]>;
}

/** What is said of a way of sharing data, and the figures that decide it. */
export interface Claim {
  /** Of the catalogue. */
  readonly id: ClaimId;
  /** What it was taken to mean: `no answer is stale`. */
  readonly means: string;
  readonly rule: Rule;
}

/** Sides that do the same work, one after the other in an order of chance, so often. */
export interface Experiment extends Omit<ExperimentResult, 'sides' | 'profiles' | 'failed'> {
  readonly sides: readonly Side[];
  /** Of one side, about: to tell how much is left. */
  readonly secondsASide: number;
  /** Starting and stopping it all, about. */
  readonly secondsAround: number;
  /** Instead of the settings' own: growth is measured less often, what is counted once. */
  readonly repeats?: number;
  /** The side that is measured once more with the profiler on. */
  readonly profiledSide?: string;
  /** Those of them that are open after the repeats get more repeats, up to twice as many. */
  readonly claims?: readonly Claim[];
  /** Why it cannot be measured here at all, so that it is left out; undefined when it can. */
  readonly unavailable?: () => string | undefined;
  open(context: RunContext): Promise<OpenExperiment>;
}

/** All experiments of a topic, by the settings of this run. */
export type Topic = (settings: Settings) => readonly Experiment[];
