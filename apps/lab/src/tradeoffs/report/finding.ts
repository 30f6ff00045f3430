import { anchor, duration, quantity } from '../../format/format';
import { factorOf, isApart, type Sample } from '../../format/sample';
import { FAULTS, type FaultName, type Results } from '../results';
import { anchorOf, type Figure } from './figures';
import { faultOf, inWords } from './figures-once';

export type Verdict = 'holds' | 'does not hold' | 'no clear difference' | 'not measured';

/** What the figures of a run say about a claim. */
export interface Finding {
  readonly verdict: Verdict;
  /** The figures in words; with "not measured", why not. */
  readonly measured: string;
  /** By how much two variants differ; null when it is no comparison, or one of them is 0. */
  readonly factor: number | null;
  /** Anchors of the cells that it rests on. */
  readonly figures: readonly string[];
}

/** The way to answer one claim. */
export type Find = (results: Results) => Finding;

export const notMeasured =
  (why: string): Find =>
  () => ({ verdict: 'not measured', measured: why, factor: null, figures: [] });

/** A figure of a variant, by its name. */
interface Side {
  readonly figure: Figure;
  readonly name: string;
}

type Reading = { readonly sample: Sample } | { readonly missing: string };

function read(results: Results, { figure, name }: Side): Reading {
  const variant = results.variants.find((one) => one.name === name);
  if (!variant) return { missing: `${name} was not in this run` };
  const sample = figure.of(variant);
  return sample ? { sample } : { missing: `${figure.label} of ${name} was not measured` };
}

function said(name: string, { unit }: Figure, { median, low, high, spread }: Sample): string {
  const range = spread === 'seen' && low !== high ? ` (${quantity(low, unit)}–${quantity(high, unit)})` : '';
  return `${name} ${quantity(median, unit)}${range}`;
}

function inOneLine(one: Side, a: Sample, other: Side, b: Sample): string {
  if (one.figure.label === other.figure.label) {
    return `${one.figure.label}: ${said(one.name, one.figure, a)}, ${said(other.name, other.figure, b)}`;
  }
  return `${one.name}: ${said(one.figure.label, one.figure, a)}, ${said(other.figure.label, other.figure, b)}`;
}

/** The claim that one figure is lower than the other, or higher. */
const compared =
  (one: Side, other: Side, expected: 'lower' | 'higher'): Find =>
  (results) => {
    const [first, second] = [read(results, one), read(results, other)];
    if ('missing' in first) return notMeasured(first.missing)(results);
    if ('missing' in second) return notMeasured(second.missing)(results);
    const [a, b] = [first.sample, second.sample];
    if (a.spread === 'unknown' || b.spread === 'unknown') {
      return notMeasured(`one repeat tells no spread of ${one.figure.label}`)(results);
    }
    const isAsExpected = a.median < b.median === (expected === 'lower');
    const isClear = isApart(a, b);
    return {
      verdict: isClear ? (isAsExpected ? 'holds' : 'does not hold') : 'no clear difference',
      measured: inOneLine(one, a, other, b),
      factor: isClear ? factorOf(a, b) : null,
      figures: [anchorOf(one.figure, one.name), anchorOf(other.figure, other.name)],
    };
  };

export const lower = (figure: Figure, name: string, other: string): Find =>
  compared({ figure, name }, { figure, name: other }, 'lower');

export const higher = (figure: Figure, name: string, other: string): Find =>
  compared({ figure, name }, { figure, name: other }, 'higher');

/** Of one variant, the first figure is lower than the second. */
export const lowerThan = (figure: Figure, other: Figure, name: string): Find =>
  compared({ figure, name }, { figure: other, name }, 'lower');

/** The claim about one figure alone, between its least and its most. */
const judged =
  (figure: Figure, name: string, verdictOf: (least: number, most: number) => Verdict): Find =>
  (results) => {
    const reading = read(results, { figure, name });
    if ('missing' in reading) return notMeasured(reading.missing)(results);
    const { sample } = reading;
    const [least, most] =
      sample.spread === 'seen' ? [sample.low, sample.high] : [sample.median, sample.median];
    return {
      verdict: verdictOf(least, most),
      measured: `${figure.label}: ${said(name, figure, sample)}`,
      factor: null,
      figures: [anchorOf(figure, name)],
    };
  };

/** The claim that a figure is above a limit in no repeat. */
export const atMost = (figure: Figure, name: string, limit: number): Find =>
  judged(figure, name, (_, most) => (most <= limit ? 'holds' : 'does not hold'));

/** The claim that a figure is above a limit in each repeat; if only in some, it is not clear. */
export const above = (figure: Figure, name: string, limit: number): Find =>
  judged(figure, name, (least, most) => {
    if (least > limit) return 'holds';
    return most > limit ? 'no clear difference' : 'does not hold';
  });

/** The claim that a variant's answers come right again after each fault of the run that reaches it. */
export const converges =
  (name: string): Find =>
  (results) => {
    const variant = results.variants.find((one) => one.name === name);
    const tried = FAULTS.flatMap((fault) => (variant ? (faultOf(variant, fault) ?? []) : []));
    const reached = tried.filter(({ applies }) => applies);
    if (reached.length === 0) return notMeasured(`no fault was tried on ${name}`)(results);
    const took = (fault: FaultName, ms: number | null): string =>
      `${inWords(fault)}: ${ms === null ? 'not seen' : `after ${duration(ms)}`}`;
    return {
      verdict: reached.every(({ convergedAfterMs }) => convergedAfterMs !== null) ? 'holds' : 'does not hold',
      measured: `${name}, right again once over: ${reached.map((one) => took(one.fault, one.convergedAfterMs)).join(', ')}`,
      factor: null,
      figures: reached.map(({ fault }) => anchor(fault, name)),
    };
  };

const BY_WEIGHT: readonly Verdict[] = ['not measured', 'does not hold', 'no clear difference', 'holds'];

/** The claim that all of these hold: its verdict is the worst of theirs. */
export const all =
  (...finds: readonly Find[]): Find =>
  (results) => {
    const findings = finds.map((find) => find(results));
    const verdict = BY_WEIGHT.find((one) => findings.some((finding) => finding.verdict === one));
    const factors = findings.map(({ factor }) => factor).filter((factor) => factor !== null);
    return {
      verdict: verdict ?? 'not measured',
      measured: [...new Set(findings.map(({ measured }) => measured))].join('; '),
      factor: factors[0] ?? null,
      figures: findings.flatMap(({ figures }) => figures),
    };
  };
