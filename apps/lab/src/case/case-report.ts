import { duration, percent, plain } from '../format/format';
import { markdownOf } from '../format/markdown';
import { type Section, type Table, text } from '../format/table';
import type { Case } from './case-file';
import type { Variation } from './measure-case';
import { type CaseFigures, type Ranked, ranked } from './ranking';

export type MeasuredCase = readonly {
  readonly variation: Variation;
  readonly figures: readonly CaseFigures[];
}[];

/** How many times a budget holds what was measured. */
const room = (budget: number, value: number): string =>
  value === 0 ? 'all of it' : `${plain(budget / value)} x`;

const rowOf = (one: Ranked, index: number, { budgets }: Case): string[] => [
  `${index + 1}. ${one.name}`,
  one.misses.length === 0 ? 'keeps every budget' : `misses ${one.misses.join(', ')}`,
  `${duration(one.p50)}, p99 ${duration(one.p99)} (${room(budgets.latencyMs, one.p99)})`,
  `${percent(one.tooOld)} too old`,
  `${percent(one.availability)} whole`,
  plain(one.ownerCalls),
];

const HEAD = ['', 'budgets', 'p50, p99 (room to the budget)', 'staleness', 'availability', 'calls per 1,000'];

const rankingTable = (all: readonly Ranked[], of: Case): Table => ({
  title: 'Ranking',
  note: 'Those that miss fewer budgets first, then the faster, then of those that are as fast (within 10 %) the one that calls the owner less.',
  head: HEAD,
  rows: all.map((one, index) => rowOf(one, index, of).map(text)),
});

/** Which number, when it is another, puts another variant first. */
export function turningPoints(measured: MeasuredCase): readonly string[] {
  const [given, ...others] = measured.map(({ variation, figures }) => ({
    says: variation.says,
    first: ranked(figures, variation.of)[0],
  }));
  const turning = others.filter(({ first }) => first?.name !== given?.first?.name);
  if (turning.length === 0) return ['None of the numbers that were varied.'];
  return turning.map(({ says, first }) => `With ${says}: ${first?.name ?? 'nobody'}.`);
}

const settingsOf = ({ budgets, ...numbers }: Case): string[] =>
  Object.entries({ ...numbers, ...budgets }).map(([name, value]) => `${name}: ${value}`);

function sectionsOf(measured: MeasuredCase): readonly Section[] {
  const [given] = measured;
  if (!given) return [];
  const { of } = given.variation;
  const section = (id: string, title: string, more: Partial<Section>): Section => ({
    ...{ id, title, paragraphs: [], list: [], tables: [] },
    ...more,
  });
  return [
    section('ranking', 'Which way of sharing data suits it', {
      tables: [rankingTable(ranked(given.figures, of), of)],
    }),
    section('turns', 'What would turn the order round', { list: [...turningPoints(measured)] }),
    section('case', 'The case', {
      paragraphs: ['Measured on one machine, which the load shares: ranks travel better than figures.'],
      list: settingsOf(of),
    }),
  ];
}

export const caseReport = (measured: MeasuredCase): string =>
  markdownOf('Your own case', sectionsOf(measured));

/** For the terminal. */
export function caseInLines(measured: MeasuredCase): string {
  const [given] = measured;
  if (!given) return '';
  const { of } = given.variation;
  const rows = ranked(given.figures, of).map((one, index) => rowOf(one, index, of));
  const widths = HEAD.map((head, column) =>
    Math.max(head.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const lines = [HEAD, ...rows].map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  return [...lines, '', 'What would turn the order round:', ...turningPoints(measured)].join('\n');
}
