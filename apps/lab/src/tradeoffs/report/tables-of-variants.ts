import { anchor, bytes, figure as inColumn, plain, withSpread } from '../../format/format';
import { type Cell, MISSING, type Table, text } from '../../format/table';
import type { Sample } from '../../format/sample';
import { type Results, type VariantResult } from '../results';
import {
  anchorOf,
  BUSY_P50,
  COMPLETE,
  CPU,
  cpuOfProcess,
  FAILED,
  type Figure,
  IMPOSSIBLE,
  OWNER_CALLS,
  P50,
  P90,
  P99,
  PARTIAL,
  SATURATION,
  STALE,
  STALENESS_MAX,
  STALENESS_P99,
  VERSIONS_BEHIND,
} from './figures';
import { BYTES_PER_CHANGE, BYTES_PER_READ, GAIN, STORED } from './figures-once';

const cellOf = (figure: Figure, variant: VariantResult): Cell => {
  const sample = figure.of(variant);
  const shown = sample ? withSpread(sample, figure.unit) : MISSING;
  return { id: anchorOf(figure, variant.name), text: shown };
};

type Columns = readonly (readonly [Figure, string])[];

const SPEED: Columns = [
  [P50, 'p50 ms'],
  [P90, 'p90 ms'],
  [P99, 'p99 ms'],
  [SATURATION, 'reads/s at saturation'],
  [BUSY_P50, 'p50 ms at saturation'],
];

const ANSWERS: Columns = [
  [COMPLETE, 'complete'],
  [PARTIAL, 'partial'],
  [FAILED, 'failed'],
  [STALE, 'stale'],
  [STALENESS_P99, 'staleness p99 ms'],
  [STALENESS_MAX, 'staleness max ms'],
  [VERSIONS_BEHIND, 'versions behind, max'],
  [IMPOSSIBLE, 'impossible'],
];

const rowsOf = (group: string, variants: readonly VariantResult[], columns: Columns): Cell[][] =>
  variants.map((variant) => [
    { id: anchor(group, variant.name), text: variant.name },
    ...columns.map(([figure]) => cellOf(figure, variant)),
  ]);

export const speedTable = ({ variants }: Results): Table => ({
  title: 'How fast',
  note:
    'The median of the repeats, and in brackets their least and most. Latency counts from the moment a read was ' +
    'meant to begin, not from when there was room for it.',
  head: ['variant', ...SPEED.map(([, head]) => head)],
  rows: rowsOf('speed', variants, SPEED),
});

export const answersTable = ({ variants }: Results): Table => ({
  title: 'How whole and how fresh',
  note:
    'Without a fault. Complete, partial and failed add up to all reads. Stale are those of the answered that showed ' +
    'a state which the owner had replaced before the read began; staleness says for how long, over all answers. ' +
    'Impossible are answers that show a state which never was: must be 0.',
  head: ['variant', ...ANSWERS.map(([, head]) => head)],
  rows: rowsOf('answers', variants, ANSWERS),
});

const processesOf = (variants: readonly VariantResult[]): string[] => [
  ...new Set(
    variants.flatMap(({ repeats }) =>
      repeats.flatMap(({ cpuSecondsPer1000Reads }) => Object.keys(cpuSecondsPer1000Reads)),
    ),
  ),
];

export function costTable({ variants }: Results): Table {
  const processes = processesOf(variants);
  const figures = [
    CPU,
    ...processes.map(cpuOfProcess),
    OWNER_CALLS,
    BYTES_PER_READ,
    BYTES_PER_CHANGE,
    STORED,
  ];
  return {
    title: 'What it costs',
    note:
      'CPU in seconds per 1,000 reads, with the changes that went on meanwhile: in all, then by process. Bytes on the ' +
      'wire, both ways, are those of reads and changes together, by the one and by the other. Stored: bytes that ' +
      'stand elsewhere than with the owner. Personal: fields of a rider that do.',
    head: [
      'variant',
      'CPU: all',
      ...processes,
      'calls on the owner per 1,000 reads',
      'bytes per read',
      'bytes per change',
      'stored',
      'personal',
    ],
    rows: variants.map((variant) => [
      { id: anchor('cost', variant.name), text: variant.name },
      ...figures.map((figure) => cellOf(figure, variant)),
      personalCell(variant),
    ]),
  };
}

function personalCell({ name, personalData }: VariantResult): Cell {
  const copied = personalData.filter(({ places }) => places.length > 0);
  return { id: anchor('personal', name), text: `${copied.length}` };
}

export const storedTable = ({ variants }: Results): Table => ({
  title: 'What is stored beside the owner',
  note: 'At rest after a repeat.',
  head: ['variant', 'place', 'bytes', 'entries'],
  rows: variants.flatMap(({ name, stored }) =>
    stored.map(({ place, bytes: size, entries }): Cell[] => [
      { id: anchor('stored', name, place), text: name },
      text(place),
      text(bytes(size)),
      text(plain(entries)),
    ]),
  ),
});

export const personalTable = ({ variants }: Results): Table => ({
  title: 'Where personal data are beside the owner',
  note: '',
  head: ['variant', 'fields, and their places'],
  rows: variants.map(({ name, personalData }) => {
    const copied = personalData.filter(({ places }) => places.length > 0);
    const said = copied.map(({ field, places }) => `${field}: ${places.join(', ')}`).join('; ');
    return [{ id: anchor('personal-data', name), text: name }, text(said || 'nowhere')];
  }),
});

function oneAndTwo(variant: VariantResult, figure: Figure): Cell {
  const { name, twoInstances } = variant;
  const one = figure.of(variant);
  const two = twoInstances ? figure.of({ ...variant, repeats: [twoInstances] }) : undefined;
  const shown = (sample: Sample | undefined): string =>
    sample ? inColumn(sample.median, figure.unit) : MISSING;
  return { id: anchor('two', figure.id, name), text: `${shown(one)} → ${shown(two)}` };
}

export const instancesTable = ({ variants }: Results): Table => ({
  title: 'Two instances of Driver Service against one',
  note:
    'One → two. Gain: reads at saturation of the two by those of the one; in brackets by the most and the least of ' +
    'its repeats. Two were measured once.',
  head: ['variant', 'gain', 'reads/s at saturation', 'p50 ms', 'p99 ms', 'CPU s', 'calls on the owner'],
  rows: variants.map((variant) => [
    { id: anchor('instances', variant.name), text: variant.name },
    cellOf(GAIN, variant),
    ...[SATURATION, P50, P99, CPU, OWNER_CALLS].map((figure) => oneAndTwo(variant, figure)),
  ]),
});
