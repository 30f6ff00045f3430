import { anchor, duration, figure, percent, plain } from '../../format/format';
import { type Cell, MISSING, type Table, text, type Tone } from '../../format/table';
import { FAULTS, type Answers, type FaultName, type FaultResult, type Results } from '../results';
import { type AnswerKind, shareOf } from './figures';
import { duringFault, faultOf, inWords } from './figures-once';

/** A change of a share below this is none. */
const SEEN = 0.01;
const MOST = 0.5;

const faultsOf = ({ variants }: Results): FaultName[] =>
  FAULTS.filter((fault) => variants.some((variant) => faultOf(variant, fault)));

const converged = ({ convergedAfterMs }: FaultResult): string =>
  convergedAfterMs === null
    ? 'not seen to come right again'
    : `right again after ${duration(convergedAfterMs)}`;

/** By how much the share of these answers rose when the fault came. */
const rise = (before: Answers, during: Answers, kind: AnswerKind): number =>
  (shareOf(during, kind) ?? 0) - (shareOf(before, kind) ?? 0);

/** The worst that the fault does to answers. */
function effectOf({ before, during }: FaultResult): { text: string; tone: Tone } {
  if (during.sent === 0) return { text: 'not asked', tone: 'none' };
  const said = (kind: AnswerKind): string => `${kind} ${percent(shareOf(during, kind) ?? 0)}`;
  if (rise(before, during, 'failed') >= SEEN) {
    return { text: said('failed'), tone: during.failed / during.sent >= MOST ? 'bad' : 'poor' };
  }
  if (rise(before, during, 'partial') >= SEEN) return { text: said('partial'), tone: 'fair' };
  if (rise(before, during, 'stale') >= SEEN) return { text: said('stale'), tone: 'fair' };
  return { text: 'as before', tone: 'good' };
}

function matrixCell(variant: string, fault: FaultName, result: FaultResult | undefined): Cell {
  const id = anchor(fault, variant);
  if (!result) return { id, text: 'not measured', tone: 'none' };
  const effect = effectOf(result);
  const slow = `p99 ${duration(result.duringLatency.p99)}`;
  return result.applies
    ? { id, ...effect, detail: `${slow}, ${converged(result)}` }
    : { id, ...effect, detail: `${slow}, has no such part` };
}

export function faultMatrix(results: Results): Table {
  const faults = faultsOf(results);
  return {
    title: 'Fault by approach',
    note:
      'The worst that the fault does to answers while it lasts: how many fail, else how many are partial, else how ' +
      'many of the answered are stale; "as before" when none of these rises by a hundredth of all. Below it the p99 ' +
      'of the latency meanwhile, and how long after the end of the fault answers are complete and not stale again, ' +
      'for good.',
    head: ['variant', ...faults.map(inWords)],
    rows: results.variants.map((variant) => [
      { id: anchor('faults', variant.name), text: variant.name },
      ...faults.map((fault) => matrixCell(variant.name, fault, faultOf(variant, fault))),
    ]),
  };
}

const KINDS = ['complete', 'partial', 'stale', 'failed'] as const;

const detailRow = (variant: string, fault: FaultName, result: FaultResult): Cell[] => {
  const cell = (part: string, value: string): Cell => ({ id: anchor(fault, part, variant), text: value });
  const shares = KINDS.map((kind) => {
    const share = shareOf(result.during, kind);
    return cell(kind, share === null ? MISSING : figure(share, duringFault(fault, kind).unit));
  });
  return [
    cell('row', variant),
    text(result.applies ? 'yes' : 'no'),
    ...shares,
    cell('p99', plain(result.duringLatency.p99)),
    cell('staleness', plain(result.maxStalenessMs)),
    cell('converged', result.convergedAfterMs === null ? 'not seen' : plain(result.convergedAfterMs)),
  ];
};

export const faultTables = (results: Results): Table[] =>
  faultsOf(results).map((fault) => ({
    title: `While ${inWords(fault)}`,
    note: '',
    head: [
      'variant',
      'can reach it',
      ...KINDS,
      'p99 ms',
      'staleness max ms, until it is over',
      'right again after ms',
    ],
    rows: results.variants.flatMap((variant) => {
      const result = faultOf(variant, fault);
      return result ? [detailRow(variant.name, fault, result)] : [];
    }),
  }));
