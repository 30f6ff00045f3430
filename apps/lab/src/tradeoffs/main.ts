import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { Progress } from '../runner/progress';
import { shownPath } from '../format/shown-path';
import { StackError, StopSignals } from '@ride-hailing/stack';
import { HELP, labArguments, type LabArguments } from './command-line';
import { LabError } from '../lab.errors';
import { planOf } from './plan';
import { readResults } from './report/read-results';
import { terminalComparison, terminalTable } from './report/terminal-table';
import { writeReport } from './report/write-report';
import type { Results } from './results';
import { runLab } from './run-lab';
import type { LabSystem } from '../world/lab-system';

/** @throws LabError when it is not what an earlier run wrote */
function earlierResults(file: string): Results {
  try {
    return readResults(resolve(file));
  } catch (cause) {
    throw new LabError(`--compare: ${(cause as Error).message}`, { cause });
  }
}

async function run({ settings, compare, out }: LabArguments, command: string): Promise<void> {
  const earlier = compare === undefined ? undefined : earlierResults(compare);
  const stop = new StopSignals();
  let running: LabSystem | undefined;
  // A second Ctrl-C: at once, and still with nothing left running.
  stop.onForce(() => void Promise.resolve(running?.stack.kill()).finally(() => process.exit(130)));
  const progress = new Progress(planOf(settings), process.stdout);
  progress.begin();
  let results: Results;
  try {
    const onSystem = (system: LabSystem) => {
      running = system;
    };
    results = await runLab(settings, { command, progress, signal: stop.signal, onSystem });
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
  const { markdown, html } = writeReport(results, folder, earlier);
  console.log(terminalTable(results));
  if (earlier) console.log(`\n${terminalComparison(results, earlier)}\n`);
  console.log(`Written: ${[file, markdown, html].map(shownPath).join(', ')}`);
}

/** `npm run lab`. */
export async function main(args: readonly string[]): Promise<void> {
  try {
    const parsed = labArguments(args, process.env);
    if (parsed.help) return console.log(HELP);
    await run(parsed, ['npm run lab', ...(args.length > 0 ? ['--', ...args] : [])].join(' '));
    // Handles of a library must not keep the command from ending.
    process.exit();
  } catch (error) {
    const isForThePerson = error instanceof LabError || error instanceof StackError;
    console.error(isForThePerson ? error.message : error);
    process.exit(1);
  }
}
