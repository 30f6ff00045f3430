import { duration } from '../../format/format';
import { element, escapeHtml, line, picture, polyline, rectangle, scale, svgText } from '../../format/svg';
import { FAULTS, type FaultResult, type Results, type TimelinePoint } from '../results';
import { faultOf, inWords } from './figures-once';

const WIDTH = 340;
const HEIGHT = 192;
const PLOT = { left: 68, right: 330, top: 10, bottom: 114 };
const STRIP = { top: 136, height: 24 };
const MARKS = [10, 100, 1_000, 10_000, 100_000];

/** Zero has a place, and above it each ten times takes as much room as the one before. */
const bend = (ms: number): number => Math.log10(1 + ms / 3);

interface Frame {
  readonly from: number;
  readonly to: number;
  readonly most: number;
}

/** The same axes for all panels of a fault, so that they can be compared by eye. */
function frameOf(results: readonly FaultResult[]): Frame {
  const points = results.flatMap(({ timeline }) => timeline);
  return {
    from: Math.min(0, ...points.map(({ atMs }) => atMs)),
    to: Math.max(
      ...points.map(({ atMs }) => atMs),
      ...results.map(({ faultSeconds }) => faultSeconds * 1000),
    ),
    most: Math.max(1_000, ...points.map(({ maxStalenessMs }) => maxStalenessMs)),
  };
}

/** Failed from below, partial above it, as shares of the reads of that slice of time. */
function bars(timeline: readonly TimelinePoint[], x: (ms: number) => number): string[] {
  const step = timeline.length > 1 ? (timeline[1]?.atMs ?? 0) - (timeline[0]?.atMs ?? 0) : 250;
  return timeline.flatMap(({ atMs, sent, failed, partial }) => {
    if (sent === 0 || failed + partial === 0) return [];
    const width = x(atMs + step) - x(atMs);
    const below = (failed / sent) * STRIP.height;
    const above = (partial / sent) * STRIP.height;
    const bottom = STRIP.top + STRIP.height;
    return [
      rectangle(x(atMs), bottom - below, width, below, 'failed'),
      rectangle(x(atMs), bottom - below - above, width, above, 'partial'),
    ];
  });
}

function panel(name: string, result: FaultResult, { from, to, most }: Frame): string {
  const { timeline, faultSeconds, convergedAfterMs, maxStalenessMs, applies } = result;
  const x = scale(from, to, PLOT.left, PLOT.right);
  const y = scale(0, most, PLOT.bottom, PLOT.top, bend);
  const end = faultSeconds * 1000;
  const right =
    convergedAfterMs === null ? 'not seen right again' : `right again after ${duration(convergedAfterMs)}`;
  const stale = maxStalenessMs === 0 ? 'never stale' : `stale up to ${duration(maxStalenessMs)}`;
  const says = `${stale}, ${applies ? right : 'has no such part'}`;
  return element(
    'figure',
    { class: 'panel' },
    element('figcaption', {}, element('strong', {}, escapeHtml(name)), ' ', escapeHtml(says)),
    picture(
      WIDTH,
      HEIGHT,
      `${name} while ${inWords(result.fault)}: ${says}`,
      rectangle(x(0), PLOT.top, x(end) - x(0), STRIP.top + STRIP.height - PLOT.top, 'fault'),
      ...[0, ...MARKS.filter((ms) => ms <= most)].flatMap((ms) => [
        line(PLOT.left, y(ms), PLOT.right, y(ms), 'grid'),
        svgText(PLOT.left - 6, y(ms) + 5, ms === 0 ? '0' : duration(ms), { class: 'tick end' }),
      ]),
      line(PLOT.left, STRIP.top + STRIP.height, PLOT.right, STRIP.top + STRIP.height, 'grid'),
      svgText(PLOT.left - 6, STRIP.top + 9, '100 %', { class: 'tick end' }),
      ...bars(timeline, x),
      polyline(
        timeline.map(({ atMs, maxStalenessMs: ms }) => [x(atMs), y(ms)] as const),
        'stale',
      ),
      ...[0, end].map((ms) => svgText(x(ms), HEIGHT - 10, `${ms / 1000} s`, { class: 'tick middle' })),
    ),
  );
}

const LEGEND = element(
  'p',
  { class: 'legend' },
  element(
    'span',
    {},
    element('i', { class: 'key stale' }),
    ' oldest answer: for how long it had been replaced',
  ),
  element('span', {}, element('i', { class: 'key failed' }), ' share failed'),
  element('span', {}, element('i', { class: 'key partial' }), ' share partial'),
  element('span', {}, element('i', { class: 'key fault' }), ' the fault, from 0 s on'),
);

/** For each fault of the run a panel of each variant. */
export function stalenessCharts({ variants }: Results): string[] {
  return FAULTS.flatMap((fault) => {
    const found = variants.flatMap((variant) => {
      const result = faultOf(variant, fault);
      return result && result.timeline.length > 0 ? [{ name: variant.name, result }] : [];
    });
    if (found.length === 0) return [];
    const frame = frameOf(found.map(({ result }) => result));
    return [
      element('h3', {}, escapeHtml(`While ${inWords(fault)}: staleness, second by second`)),
      LEGEND,
      element('div', { class: 'panels' }, ...found.map(({ name, result }) => panel(name, result, frame))),
    ];
  });
}
