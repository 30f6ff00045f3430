import { duration, figure as inColumn, percent } from '../../format/format';
import { MISSING } from '../../format/table';
import { FAULTS, type Results, type VariantResult } from '../results';
import { answerClaims } from './claims';
import { countsOf } from './claims-table';
import { compareResults } from './comparison';
import {
  COMPLETE,
  CPU,
  FAILED,
  type Figure,
  OWNER_CALLS,
  P50,
  P99,
  PARTIAL,
  SATURATION,
  STALE,
  STALENESS_P99,
} from './figures';
import { faultOf } from './figures-once';

const COLUMNS: readonly (readonly [string, Figure])[] = [
  ['p50 ms', P50],
  ['p99 ms', P99],
  ['reads/s', SATURATION],
  ['complete', COMPLETE],
  ['partial', PARTIAL],
  ['failed', FAILED],
  ['stale', STALE],
  ['stale ms', STALENESS_P99],
  ['calls', OWNER_CALLS],
  ['CPU s', CPU],
];

/** The first column to the left, all others to the right, with two spaces between. */
function aligned(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, at) => Math.max(...rows.map((row) => (row[at] ?? '').length)));
  return rows.map((row) =>
    row
      .map((one, at) => (at === 0 ? one.padEnd(widths[at] ?? 0) : one.padStart(widths[at] ?? 0)))
      .join('  ')
      .trimEnd(),
  );
}

const narrow = (share: string): string => share.replace(/ (?=\d|%)/g, '');

function shown(figure: Figure, variant: VariantResult): string {
  const sample = figure.of(variant);
  return sample ? narrow(inColumn(sample.median, figure.unit)) : MISSING;
}

function underFault(variant: VariantResult, fault: (typeof FAULTS)[number]): string {
  const result = faultOf(variant, fault);
  if (!result || result.during.sent === 0) return MISSING;
  const { complete, sent } = result.during;
  const after = result.convergedAfterMs === null ? MISSING : duration(result.convergedAfterMs);
  return `${narrow(percent(complete / sent))}, ${after}`;
}

const HEADS: Record<(typeof FAULTS)[number], string> = {
  'owner-killed': 'owner dead',
  'owner-slow': 'owner slow',
  'nats-down': 'NATS down',
  'consumer-database-down': 'database down',
  'shared-store-down': 'store down',
};

/** Medians of the repeats, the faults, and how the claims came out; no line above 120 characters. */
export function terminalTable(results: Results): string {
  const { variants } = results;
  const faults = FAULTS.filter((fault) => variants.some((variant) => faultOf(variant, fault)));
  const main = aligned([
    ['variant', ...COLUMNS.map(([head]) => head)],
    ...variants.map((variant) => [variant.name, ...COLUMNS.map(([, figure]) => shown(figure, variant))]),
  ]);
  const matrix = aligned([
    ['complete, right again', ...faults.map((fault) => HEADS[fault])],
    ...variants.map((variant) => [variant.name, ...faults.map((fault) => underFault(variant, fault))]),
  ]);
  const note = 'Medians; calls on the owner and CPU per 1,000 reads.';
  const claims = `Claims: ${countsOf(answerClaims(results))}.`;
  return [...main, note, ...(faults.length > 0 ? ['', ...matrix] : []), '', claims].join('\n');
}

/** What has changed since an earlier run: warnings, and the changes that are larger than the spreads. */
export function terminalComparison(results: Results, earlier: Results): string {
  const { warnings, table } = compareResults(results, earlier);
  const marked = table.rows.map((row) => row.map(({ text }) => text)).filter((row) => row.at(-1) !== '');
  const changes =
    marked.length > 0
      ? aligned([[...table.head], ...marked])
      : [
          table.rows.length > 0
            ? 'Nothing has changed by more than its spread.'
            : 'No variant is in both runs.',
        ];
  return [`${table.title}:`, ...warnings.map((one) => `  differs: ${one}`), ...changes].join('\n');
}
