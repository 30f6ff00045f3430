import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { StackError, workspaceRoot } from '@ride-hailing/stack';
import { shownPath } from '../format/shown-path';
import { LabError } from '../lab.errors';
import { readResults } from '../results/read-results';
import { growthOptions, HELP } from './growth-options';
import { type Measured, measuredLab, measuredSpeed } from './measured';
import { growthPage, sizesOf } from './page';

const SPEED = 'docs/bench/results.json';
const LAB = 'docs/lab/results.json';

/** The results that are committed in this checkout. */
export const committed = (): { readonly speed: Measured; readonly lab: Measured } => ({
  speed: measuredSpeed(readResults(join(workspaceRoot(), SPEED)), SPEED),
  lab: measuredLab(readResults(join(workspaceRoot(), LAB)), LAB),
});

/** What the program prints or writes. @throws StackError for a bad command line, LabError for results that lack a figure */
export function growth(args: readonly string[]): { readonly text: string; readonly out?: string } {
  const { speed, lab } = committed();
  const { help, drivers, approach, assumed, out } = growthOptions(args, lab.sidesOf('capacity'));
  if (help) return { text: HELP };
  const command = ['npm run growth', ...(args.length > 0 ? ['--', ...args] : [])].join(' ');
  const sizes = drivers === undefined ? sizesOf(assumed) : [{ name: 'your size', drivers }];
  return { text: growthPage({ sizes, assumed, approach, command }, speed, lab), out };
}

/** `npm run growth`. */
export async function main(args: readonly string[]): Promise<void> {
  try {
    const { text, out } = growth(args);
    if (out === undefined) return console.log(text.trimEnd());
    const file = resolve(out);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    console.log(`Written: ${shownPath(file)}`);
  } catch (error) {
    const isForThePerson = error instanceof StackError || error instanceof LabError;
    console.error(isForThePerson ? error.message : error);
    process.exitCode = 1;
  }
}
