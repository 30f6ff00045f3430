import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { Progress } from '../runner/progress';
import { shownPath } from '../report/shown-path';
import { StackError, StopSignals } from '@ride-hailing/stack';
import { LabError } from '../runner/lab.errors';
import { benchArguments, type BenchArguments, HELP } from './command-line';
import { readResults } from '../speed-report/read-results';
import { terminalTable } from '../speed-report/terminal-table';
import { writeReport } from '../speed-report/write-report';
import type { Results } from '../runner/results';
import { plannedSecondsOf, run as runAll } from '../runner/run';
import { experimentsOf } from './topics';

async function run({ settings, out }: BenchArguments, command: string): Promise<void> {
  const stop = new StopSignals();
  const experiments = experimentsOf(settings);
  const plans = experiments.map((one) => ({ plannedSeconds: plannedSecondsOf(one, settings) }));
  const progress = new Progress(plans, process.stdout);
  progress.begin();
  let results: Results;
  try {
    results = await runAll(experiments, settings, { command, progress, signal: stop.signal });
  } catch (error) {
    if (!stop.signal.aborted) throw error;
    progress.say('Stopped; nothing was written');
    process.exitCode = 130;
    return;
  } finally {
    progress.end();
  }
  const folder = resolve(out);
  await mkdir(folder, { recursive: true });
  const file = join(folder, 'results.json');
  await writeFile(file, `${JSON.stringify(results, null, 2)}\n`);
  const written = [file, ...writeReport(results, folder)];
  console.log(terminalTable(results));
  console.log(`Written: ${written.map(shownPath).join(', ')}`);
  if (results.experiments.some(({ failed }) => failed !== undefined)) process.exitCode = 1;
}

/** `npm run bench`. */
export async function main(args: readonly string[]): Promise<void> {
  try {
    const parsed = benchArguments(args, process.env);
    if (parsed.help) return console.log(HELP);
    if (parsed.from !== undefined) {
      const written = writeReport(readResults(resolve(parsed.from)), resolve(parsed.out));
      return console.log(`Written: ${written.map(shownPath).join(', ')}`);
    }
    await run(parsed, ['npm run bench', ...(args.length > 0 ? ['--', ...args] : [])].join(' '));
    // Handles of a library must not keep the command from ending.
    process.exit();
  } catch (error) {
    const isForThePerson = error instanceof LabError || error instanceof StackError;
    console.error(isForThePerson ? error.message : error);
    process.exit(1);
  }
}
