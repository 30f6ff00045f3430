import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Approach, APPROACHES } from '@ride-hailing/contracts';
import { workspaceRoot } from '@ride-hailing/stack';

/** What a reader of a driver's current ride may find while the two services run different releases. */
const OUTCOMES = ['works', 'field missing', 'asks the owner', 'dead letters', '503'] as const;
type Outcome = (typeof OUTCOMES)[number];

/** The columns of the tables, in their order. */
export const STAGES = [
  'new owner, old consumer',
  'old owner, new consumer',
  'both new, older ride',
  'republished',
] as const;
export type Stage = (typeof STAGES)[number];

export const CHANGES = ['added', 'renamed'] as const;
export type Change = (typeof CHANGES)[number];

interface FieldChange {
  readonly outcomes: Readonly<Record<Stage, Outcome>>;
  /** The order in which the services are released, and what is done between. */
  readonly releases: string;
}

type FieldChangeTable = Readonly<Record<Approach, FieldChange>>;

const DOCUMENT = join(workspaceRoot(), 'docs/what-a-change-costs.md');

function outcome(cell: string): Outcome {
  const found = OUTCOMES.find((one) => one === cell);
  if (found) return found;
  throw new Error(`"${cell}" is none of ${OUTCOMES.join(', ')}`);
}

const cellsOf = (line: string): string[] =>
  line
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim());

/**
 * The table below `## A field is added` or `## A field is renamed` of docs/what-a-change-costs.md.
 * @throws Error when it has other columns, or not one row for each approach
 */
export function fieldChangeTable(change: Change, text = readFileSync(DOCUMENT, 'utf8')): FieldChangeTable {
  const [, section = ''] = text.split(`## A field is ${change}\n`);
  const [head = '', , ...rows] = (section.split('\n## ')[0] ?? '')
    .split('\n')
    .filter((line) => line.startsWith('|'));
  const columns = cellsOf(head);
  if (columns.join(' | ') !== ['approach', ...STAGES, 'releases, in order'].join(' | ')) {
    throw new Error(`the table of a field that is ${change} has the columns ${columns.join(' | ')}`);
  }
  const named = rows.map(cellsOf).map(([name = '', ...cells]) => [name.replaceAll('`', ''), cells] as const);
  if (named.map(([name]) => name).join() !== APPROACHES.join()) {
    throw new Error(
      `the table of a field that is ${change} has rows for ${named.map(([name]) => name).join()}`,
    );
  }
  return Object.fromEntries(
    named.map(([name, cells]) => {
      const outcomes = Object.fromEntries(STAGES.map((stage, index) => [stage, outcome(cells[index] ?? '')]));
      return [name, { outcomes, releases: cells[STAGES.length] }];
    }),
  ) as FieldChangeTable;
}

/** The order of releases in which every answer is right and complete, derived from the outcomes. */
export function releasesFor({ outcomes }: Pick<FieldChange, 'outcomes'>): string {
  const isFine = (stage: Stage) => outcomes[stage] === 'works';
  if (isFine('new owner, old consumer') && isFine('old owner, new consumer')) return 'any';
  const refill = isFine('republished') ? ['republished'] : ['emptied and republished'];
  const between = isFine('both new, older ride') ? [] : refill;
  // A renamed field is added under its new name first, and its old name is removed later.
  const steps = isFine('new owner, old consumer')
    ? ['owner', ...between, 'consumer']
    : ['owner with both', ...between, 'consumer', 'owner'];
  return steps.join(', ');
}
