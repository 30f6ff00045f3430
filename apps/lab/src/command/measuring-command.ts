import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { StackError, StopSignals } from '@ride-hailing/stack';
import { shownPath } from '../format/shown-path';
import { LabError } from '../lab.errors';
import { terminalTable } from '../report/terminal-table';
import { readResults } from '../results/read-results';
import type { Results, Settings } from '../results/results';
import { resultsText } from '../results/results-text';
import type { Experiment } from '../runner/experiment';
import { Progress } from '../runner/progress';
import { plannedSecondsOf, run } from '../runner/run';
import { helpOf, type Measures, measuringArguments, type MeasuringArguments } from './command-line';
import { earlierResults } from './earlier-results';

export interface Measuring extends Measures {
  /** All of the topics that the settings name. */
  experimentsOf(settings: Settings): readonly Experiment[];
  /** Writes the report of a run into the folder. Gives the paths of what it wrote. */
  writeReport(results: Results, folder: string): readonly string[];
}

async function measure(measuring: Measuring, given: MeasuringArguments, command: string): Promise<void> {
  const { settings } = given;
  const folder = resolve(given.out);
  const file = join(folder, 'results.json');
  const experiments = measuring.experimentsOf(settings);
  const earlier = given.resume ? earlierResults(file, settings, experiments) : [];
  const stop = new StopSignals();
  const plans = experiments.map((one) => ({
    plannedSeconds: earlier.some(({ id }) => id === one.id) ? 0 : plannedSecondsOf(one, settings),
  }));
  const progress = new Progress(plans, process.stdout);
  let kept = 0;
  const onResults = async (results: Results) => {
    await mkdir(folder, { recursive: true });
    await writeFile(file, resultsText(results));
    kept = results.experiments.length;
  };
  progress.begin();
  try {
    const all = await run(experiments, settings, {
      command,
      progress,
      signal: stop.signal,
      earlier,
      onResults,
    });
    // Also when every experiment was left out.
    await onResults(all);
  } catch (error) {
    if (!stop.signal.aborted) throw error;
    const left =
      kept === 0 ? 'nothing was written' : `${kept} experiments are in ${shownPath(file)}; --resume goes on`;
    progress.say(`Stopped; ${left}`);
    process.exitCode = 130;
    return;
  } finally {
    progress.end();
  }
  // Not the figures before they were rounded: `--from` must give the same report again.
  const results = readResults(file);
  const written = [file, ...measuring.writeReport(results, folder)];
  console.log(terminalTable(results));
  console.log(`Written: ${written.map(shownPath).join(', ')}`);
  if (results.experiments.some(({ failed }) => failed !== undefined)) process.exitCode = 1;
}

/** The program behind `npm run bench` and `npm run lab`. */
export const measuringCommand =
  (measuring: Measuring) =>
  async (args: readonly string[]): Promise<void> => {
    try {
      const given = measuringArguments(measuring, args, process.env);
      if (given.help) return console.log(helpOf(measuring));
      if (given.from !== undefined) {
        const written = measuring.writeReport(readResults(resolve(given.from)), resolve(given.out));
        return console.log(`Written: ${written.map(shownPath).join(', ')}`);
      }
      const command = [`npm run ${measuring.script}`, ...(args.length > 0 ? ['--', ...args] : [])].join(' ');
      await measure(measuring, given, command);
      // Handles of a library must not keep the command from ending.
      process.exit();
    } catch (error) {
      const isForThePerson = error instanceof LabError || error instanceof StackError;
      console.error(isForThePerson ? error.message : error);
      process.exit(1);
    }
  };
