import { type Cell, MISSING, type Table, text } from '../../format/table';
import { isApart, type Sample } from '../../format/sample';
import { withSpread } from '../../format/format';
import { type Results } from '../results';
import {
  COMPLETE,
  CPU,
  FAILED,
  type Figure,
  OWNER_CALLS,
  P50,
  P90,
  P99,
  PARTIAL,
  SATURATION,
  STALE,
  STALENESS_P99,
} from './figures';

const COMPARED: readonly Figure[] = [
  P50,
  P90,
  P99,
  SATURATION,
  COMPLETE,
  PARTIAL,
  STALE,
  FAILED,
  STALENESS_P99,
  OWNER_CALLS,
  CPU,
];

export interface Comparison {
  /** Why the two may differ though the system does not. */
  readonly warnings: readonly string[];
  readonly table: Table;
}

/** What may differ without making the two runs different. */
const NO_SETTING = ['seed', 'variants', 'faults', 'quick'];

function differences(what: string, now: object, earlier: object): string[] {
  const before = new Map(Object.entries(earlier));
  return Object.entries(now)
    .filter(([name, value]) => !NO_SETTING.includes(name) && before.get(name) !== value)
    .map(
      ([name, value]) =>
        `${what} ${name}: ${String(before.get(name) ?? 'none')} before, ${String(value)} now`,
    );
}

function markOf({ better }: Figure, before: Sample, now: Sample): Cell {
  if (before.spread === 'unknown' || now.spread === 'unknown') return text('one repeat: no spread');
  if (!isApart(before, now)) return text('');
  const isBetter = now.median < before.median === (better === 'lower');
  return isBetter ? { text: 'better', tone: 'good' } : { text: 'worse', tone: 'bad' };
}

function changeOf(before: Sample, now: Sample): string {
  if (before.median === 0) return now.median === 0 ? '0 %' : MISSING;
  const change = (now.median / before.median - 1) * 100;
  return `${change > 0 ? '+' : ''}${Number(change.toFixed(1))} %`;
}

/** What has changed since an earlier run, of the variants that both have. Marked only where the spreads are apart. */
export function compareResults(now: Results, earlier: Results): Comparison {
  const rows = now.variants.flatMap((variant) => {
    const old = earlier.variants.find(({ name }) => name === variant.name);
    return COMPARED.flatMap((figure): Cell[][] => {
      const [before, after] = [old && figure.of(old), figure.of(variant)];
      if (!before || !after) return [];
      return [
        [
          text(variant.name),
          text(`${figure.label} (${figure.unit})`),
          text(withSpread(before, figure.unit)),
          text(withSpread(after, figure.unit)),
          text(changeOf(before, after)),
          markOf(figure, before, after),
        ],
      ];
    });
  });
  return {
    warnings: [
      ...differences('setting', now.settings, earlier.settings),
      ...differences('machine', now.machine, earlier.machine),
      ...differences('version of', now.versions, earlier.versions),
    ],
    table: {
      title: `Against the run of ${earlier.startedAt}`,
      note:
        `Commit ${earlier.commit ?? 'unknown'} before, ${now.commit ?? 'unknown'} now. Marked better or worse only when the ` +
        'repeats of the two runs do not overlap.',
      head: ['variant', 'figure', 'before', 'now', 'change', 'mark'],
      rows,
    },
  };
}
