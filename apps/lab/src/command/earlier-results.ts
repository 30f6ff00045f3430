import { existsSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { shownPath } from '../format/shown-path';
import { LabError } from '../lab.errors';
import { readResults } from '../results/read-results';
import type { ExperimentResult, Settings, Side } from '../results/results';
import type { Experiment } from '../runner/experiment';

type Definition = Omit<ExperimentResult, 'sides' | 'profiles'> & { readonly sides: readonly Side[] };

/** What is measured, and in which way: all but the figures. */
function definitionOf(one: Definition): unknown {
  const { id, topic, title, says, settings, metrics, goals, moved, series } = one;
  const sides = one.sides.map(({ id: name, kind, says: made }) => ({ name, kind, made }));
  const definition = { id, topic, title, says, settings, metrics, goals, moved, series, sides };
  // Without what is undefined, as in a file.
  return JSON.parse(JSON.stringify(definition));
}

/**
 * Reads an earlier run with the same settings. Keeps the experiments that it measured to the end and whose definition has not
 * changed since.
 * @throws LabError when its settings are others
 */
export function earlierResults(
  file: string,
  settings: Settings,
  experiments: readonly Experiment[],
): readonly ExperimentResult[] {
  if (!existsSync(file)) return [];
  const earlier = readResults(file);
  if (JSON.stringify(earlier.settings) !== JSON.stringify(settings)) {
    throw new LabError(
      `--resume: ${shownPath(file)} has other settings: ${JSON.stringify(earlier.settings)}`,
    );
  }
  const { startedAt, commit } = earlier;
  const isDefinedSo = (one: ExperimentResult) =>
    experiments.some((now) => isDeepStrictEqual(definitionOf(now), definitionOf(one)));
  return earlier.experiments
    .filter((one) => one.failed === undefined && isDefinedSo(one))
    .map((one) => ({ earlierRun: { startedAt, commit }, ...one }));
}
