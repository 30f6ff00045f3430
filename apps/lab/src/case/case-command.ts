import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { readOptions, StackError, StopSignals } from '@ride-hailing/stack';
import { shownPath } from '../format/shown-path';
import { LabError } from '../lab.errors';
import { withBelongings } from '../runner/belongings';
import { Progress } from '../runner/progress';
import { readCase } from './case-file';
import { caseInLines, caseReport } from './case-report';
import { measureCase, plannedSecondsOf } from './measure-case';

const OPTIONS = {
  case: { type: 'string' },
  quick: { type: 'boolean' },
  out: { type: 'string' },
} as const;

async function measure(args: readonly string[]): Promise<void> {
  const { values } = readOptions(args, OPTIONS);
  const given = readCase(values.case ?? '');
  const quick = values.quick === true;
  const settings = { topics: [], repeats: 1, seed: 1, quick };
  const stop = new StopSignals();
  const progress = new Progress([{ plannedSeconds: plannedSecondsOf(given, quick) }], process.stdout);
  progress.begin();
  try {
    progress.slot('Your own case');
    const measured = await withBelongings(stop.signal, (belongings) =>
      measureCase(
        {
          ...{ settings, seed: 1, signal: stop.signal, belongings, needsBuild: () => true },
          step: (what) => progress.step(what),
        },
        given,
      ),
    );
    progress.end();
    const folder = resolve(values.out ?? 'reports/case');
    mkdirSync(folder, { recursive: true });
    const file = join(folder, 'case.md');
    writeFileSync(file, caseReport(measured));
    console.log(`${caseInLines(measured)}\nWritten: ${shownPath(file)}`);
  } catch (error) {
    if (!stop.signal.aborted) throw error;
    progress.say('Stopped; nothing was written');
    process.exitCode = 130;
  } finally {
    progress.end();
  }
}

/** `npm run lab -- --case case.yaml`. */
export async function caseCommand(args: readonly string[]): Promise<void> {
  try {
    await measure(args);
    // Handles of a library must not keep the command from ending.
    process.exit();
  } catch (error) {
    const isForThePerson = error instanceof LabError || error instanceof StackError;
    console.error(isForThePerson ? error.message : error);
    process.exit(1);
  }
}
